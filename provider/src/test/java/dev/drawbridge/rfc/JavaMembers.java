package dev.drawbridge.rfc;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The classes, methods and fields of a Java file and where they stand in it. */
final class JavaMembers {
    private record Member(String name, long start, long end, boolean type) { }

    private final List<Member> members = new ArrayList<>();

    private JavaMembers() {
    }

    static JavaMembers of(Path file) throws IOException {
        JavaMembers found = new JavaMembers();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                found.scan(unit, positions);
            }
        }
        return found;
    }

    private void scan(CompilationUnitTree unit, SourcePositions positions) {
        String room = unit.getPackageName().toString().replaceFirst("^dev\\.drawbridge\\.?", "");
        new TreePathScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree tree, String outer) {
                // An anonymous class has no name and belongs to the method around it.
                return tree.getSimpleName().isEmpty() ? super.visitClass(tree, outer)
                        : super.visitClass(tree, add(tree, outer, tree.getSimpleName(), true));
            }

            @Override
            public Void visitMethod(MethodTree tree, String outer) {
                boolean constructor = tree.getReturnType() == null;
                add(tree, outer, constructor ? "new" : tree.getName(), false);
                return super.visitMethod(tree, outer);
            }

            @Override
            public Void visitVariable(VariableTree tree, String outer) {
                if (getCurrentPath().getParentPath().getLeaf() instanceof ClassTree) {
                    add(tree, outer, tree.getName(), false);
                }
                return super.visitVariable(tree, outer);
            }

            private String add(Tree tree, String outer, CharSequence name, boolean type) {
                String full = outer.isEmpty() ? name.toString() : outer + "." + name;
                members.add(new Member(full, positions.getStartPosition(unit, tree), positions.getEndPosition(unit, tree), type));
                return full;
            }
        }.scan(unit, room);
    }

    /** What a comment from {@code start} to {@code end} is about: the method or field it stands in, else the member that comes next. */
    String at(int start, int end) {
        Member around = null;
        Member next = null;
        for (Member m : members) {
            if (m.start() <= start && m.end() >= end && (around == null || m.start() >= around.start())) {
                around = m;
            }
            if (m.start() >= end && (next == null || m.start() < next.start())) {
                next = m;
            }
        }
        boolean inBody = around != null && (!around.type() || next == null || next.start() > around.end());
        return inBody ? around.name() : next.name();
    }
}
