package org.entrepot.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is provisioned: the gateway, and what a person wants besides.
 *
 * @param files of the features, the gateway's first
 * @param feature all of them as one
 */
record Provision(List<Path> files, Feature feature) {
    /** Names further features, parted by commas. */
    static final String VARIABLE = "ENTREPOT_FEATURES";

    private static final String GATEWAY = "gateway";
    private static final String SUFFIX = ".json";

    /** Copies the list. */
    Provision {
        files = List.copyOf(files);
    }

    /**
     * Reads the features that are wanted.
     *
     * @param folder with the features
     * @param environment that may name further ones
     */
    static Provision read(Path folder, Map<String, String> environment) throws StartException {
        Path gateway = folder.resolve(GATEWAY + SUFFIX);
        List<Path> files = new ArrayList<>(List.of(gateway));
        Feature all = Feature.read(gateway);
        for (String name : wanted(environment)) {
            checkThere(folder, name);
            Path file = folder.resolve(name + SUFFIX);
            files.add(file);
            all = all.and(Feature.read(file));
        }
        return new Provision(files, all);
    }

    private static Set<String> wanted(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault(VARIABLE, "").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !name.equals(GATEWAY))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void checkThere(Path folder, String name) throws StartException {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> there = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .filter(file -> !file.equals(GATEWAY))
                    .sorted()
                    .toList();
            if (!there.contains(name)) {
                throw new StartException(
                        "a feature is in features/: feature=" + name + "; set " + VARIABLE + " to some of " + there);
            }
        } catch (IOException e) {
            throw new StartException(
                    "the features can be read: folder=" + folder + " (" + e.getMessage() + "); unpack the gateway anew",
                    e);
        }
    }

    /** Changes with the features, and with the bundles that lie beside them. */
    String stamp() throws IOException {
        StringBuilder stamp = new StringBuilder();
        for (Path file : files) {
            stamp.append(Files.readString(file, StandardCharsets.UTF_8))
                    .append(Files.getLastModifiedTime(file))
                    .append(file);
        }
        return stamp.toString();
    }
}
