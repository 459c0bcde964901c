package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.entrepot.linux.MemoryFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which form is found, in JVMs that believe to be elsewhere or cannot load the native library. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "starts its JVMs by a shell, and asks for permissions of files")
class FormTest {
    private static final String NO_LIMIT = "true";

    @Test
    void shouldNotTouchTheNativeLibraryWhenTheSystemIsNotLinux() throws Exception {
        assertThat(ChildJvm.run(NO_LIMIT, List.of("-Dos.name=Windows 11", "-Xlog:class+load"), Finding.class))
                .contains("found DIRECT_BUFFER", "Windows 11", "works 0", "exit 0")
                .doesNotContain("com.sun.jna.Native ");
    }

    @Test
    void shouldFallBackAndSayWhyWhenTheNativeLibraryDoesNotLoad() throws Exception {
        assertThat(ChildJvm.run(NO_LIMIT, List.of("-Djna.nounpack=true", "-Djna.nosys=true"), Finding.class))
                .contains(
                        "found DIRECT_BUFFER memory files do not work here", "JNA native support", "works 0", "exit 0");
    }

    @Test
    void shouldUnpackIntoItsOwnFolderWhenTheTemporaryOneIsUnusable(@TempDir Path folder) throws Exception {
        Path storage = folder.resolve("jna");

        assertThat(ChildJvm.run(
                        "umask 0",
                        List.of("-Djava.io.tmpdir=/proc/none", "-Duser.home=/proc/none"),
                        Finding.class,
                        storage.toString()))
                .contains("found SEALED_MEMFD", "works 0", "unpacked in " + storage, "exit 0");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(storage)))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldKeepTheFolderThatAnOperatorChose(@TempDir Path chosen) throws Exception {
        assertThat(ChildJvm.run(
                        NO_LIMIT,
                        List.of("-Djna.tmpdir=" + chosen),
                        Finding.class,
                        chosen.resolve("unused").toString()))
                .contains("found SEALED_MEMFD", "unpacked in " + chosen, "exit 0");
        assertThat(chosen.resolve("unused")).doesNotExist();
    }

    /** Says what it found and that a file of it is zero. */
    static final class Finding {
        private Finding() {}

        public static void main(String[] arguments) {
            File storage = arguments.length == 0 ? null : new File(arguments[0]);
            MemoryFileStore store = new MemoryFileStore("auto", storage, System.out::println);
            System.out.println(
                    "found " + store.form().kind() + " " + store.form().reason());
            try (MemoryFile file = store.create("works", 4096)) {
                System.out.println("works " + file.view().get(0));
            }
            System.out.println("unpacked in " + System.getProperty("jna.tmpdir"));
        }
    }
}
