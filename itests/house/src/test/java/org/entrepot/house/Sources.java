package org.entrepot.house;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Collects the Java files a person wrote. */
final class Sources extends SimpleFileVisitor<Path> {
    private static final Set<String> WRITTEN_BY_NOBODY = Set.of("target", ".git");

    private final List<Path> found = new ArrayList<>();

    private Sources() {}

    static List<Path> java(Path root) throws IOException {
        Sources sources = new Sources();
        Files.walkFileTree(root, sources);
        return sources.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        boolean skip = WRITTEN_BY_NOBODY.contains(folder.getFileName().toString());
        return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (file.toString().endsWith(".java")) {
            found.add(file);
        }
        return FileVisitResult.CONTINUE;
    }
}
