package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our numbers against those of the real headers, as a C compiler sees them. */
class HeadersTest {
    private static final Map<String, Long> OURS = new TreeMap<>(Map.ofEntries(
            Map.entry("PROT_READ", (long) SysMman.PROT_READ),
            Map.entry("PROT_WRITE", (long) SysMman.PROT_WRITE),
            Map.entry("MAP_SHARED", (long) SysMman.MAP_SHARED),
            Map.entry("MAP_PRIVATE", (long) SysMman.MAP_PRIVATE),
            Map.entry("MAP_FIXED", (long) SysMman.MAP_FIXED),
            Map.entry("MAP_ANONYMOUS", (long) SysMman.MAP_ANONYMOUS),
            Map.entry("MAP_NORESERVE", (long) SysMman.MAP_NORESERVE),
            Map.entry("MAP_POPULATE", (long) SysMman.MAP_POPULATE),
            Map.entry("MFD_HUGETLB", (long) Memfd.MFD_HUGETLB),
            Map.entry("MFD_HUGE_2MB", (long) Memfd.MFD_HUGE_2MB),
            Map.entry("MFD_CLOEXEC", (long) SysMman.MFD_CLOEXEC),
            Map.entry("MFD_ALLOW_SEALING", (long) SysMman.MFD_ALLOW_SEALING),
            Map.entry("O_RDWR", (long) Fcntl.O_RDWR),
            Map.entry("O_CLOEXEC", (long) Fcntl.O_CLOEXEC),
            Map.entry("F_ADD_SEALS", (long) Fcntl.F_ADD_SEALS),
            Map.entry("F_GET_SEALS", (long) Fcntl.F_GET_SEALS),
            Map.entry("F_SEAL_SEAL", (long) Fcntl.F_SEAL_SEAL),
            Map.entry("F_SEAL_SHRINK", (long) Fcntl.F_SEAL_SHRINK),
            Map.entry("F_SEAL_GROW", (long) Fcntl.F_SEAL_GROW),
            Map.entry("FALLOC_FL_KEEP_SIZE", (long) Falloc.FALLOC_FL_KEEP_SIZE),
            Map.entry("FALLOC_FL_PUNCH_HOLE", (long) Falloc.FALLOC_FL_PUNCH_HOLE),
            Map.entry("EPERM", (long) Errno.EPERM),
            Map.entry("ENOMEM", (long) Errno.ENOMEM),
            Map.entry("EACCES", (long) Errno.EACCES),
            Map.entry("ENXIO", (long) Errno.ENXIO),
            Map.entry("ENODEV", (long) Errno.ENODEV),
            Map.entry("EINVAL", (long) Errno.EINVAL),
            Map.entry("ENFILE", (long) Errno.ENFILE),
            Map.entry("EMFILE", (long) Errno.EMFILE),
            Map.entry("ENOSYS", (long) Errno.ENOSYS),
            Map.entry("EOPNOTSUPP", (long) Errno.EOPNOTSUPP),
            Map.entry("EDQUOT", (long) Errno.EDQUOT)));

    private static final String PROGRAM = """
            #define _GNU_SOURCE
            #include <stdio.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <linux/falloc.h>
            #include <linux/memfd.h>
            #include <sys/mman.h>
            int main(void) {
            %s
              return 0;
            }
            """;

    @Test
    void shouldHaveTheNumbersOfTheRealHeaders(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("numbers.c");
        Files.writeString(
                source,
                PROGRAM.formatted(OURS.keySet().stream()
                        .map("  printf(\"%1$s %%lld\\n\", (long long)%1$s);"::formatted)
                        .collect(Collectors.joining("\n"))));
        Path program = folder.resolve("numbers");
        assumeTrue(compiles(source, program), "no C compiler with Linux headers here, so the numbers are not compared");

        Map<String, Long> theirs = new TreeMap<>();
        for (String line : run(List.of(program.toString())).lines().toList()) {
            String[] words = line.split(" ", 2);
            theirs.put(words[0], Long.valueOf(words[1]));
        }
        assertThat(theirs).isEqualTo(OURS);
    }

    private static boolean compiles(Path source, Path program) throws InterruptedException {
        try {
            run(List.of("cc", "-o", program.toString(), source.toString()));
            return Files.isExecutable(program);
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text;
        }
    }
}
