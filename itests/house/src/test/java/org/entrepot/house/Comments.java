package org.entrepot.house;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Finds what other bundles see and nobody has explained. */
final class Comments extends TreePathScanner<Void, Boolean> {
    private final DocTrees trees;
    private final List<String> missing = new ArrayList<>();

    private Comments(DocTrees trees) {
        this.trees = trees;
    }

    static List<String> missingIn(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            Comments comments = new Comments(DocTrees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                comments.scan(unit, false);
            }
            return comments.missing;
        }
    }

    @Override
    public Void visitClass(ClassTree type, Boolean inInterface) {
        if (!isSeen(type.getModifiers(), inInterface)) {
            return null;
        }
        demand(type.getSimpleName().toString());
        return super.visitClass(type, type.getKind() == Tree.Kind.INTERFACE);
    }

    @Override
    public Void visitMethod(MethodTree method, Boolean inInterface) {
        if (isSeen(method.getModifiers(), inInterface) && !isExplainedElsewhere(method)) {
            demand(method.getName().toString());
        }
        return null;
    }

    private void demand(String name) {
        DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
        if (comment == null
                || (comment.getFullBody().isEmpty() && comment.getBlockTags().isEmpty())) {
            missing.add(getCurrentPath().getCompilationUnit().getSourceFile().getName() + ": " + name);
        }
    }

    private static boolean isSeen(ModifiersTree modifiers, boolean inInterface) {
        return inInterface
                || modifiers.getFlags().contains(Modifier.PUBLIC)
                || modifiers.getFlags().contains(Modifier.PROTECTED);
    }

    /** What overrides has its contract above; what constructs a record is described by the record. */
    private static boolean isExplainedElsewhere(MethodTree method) {
        boolean overrides = method.getModifiers().getAnnotations().stream()
                .anyMatch(each -> "Override".equals(each.getAnnotationType().toString()));
        return overrides || method.getReturnType() == null;
    }
}
