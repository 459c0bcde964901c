package org.entrepot.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * An application in a bundle of its own: takes a buffer for the camera when it is started, and when it is stopped looks whether the
 * buffer is still what it was. What it saw it writes down.
 */
public final class Witness implements BundleActivator {
    private static final String NOTES = "Witness-Notes";
    private static final AllocationRequest REQUEST =
            AllocationRequest.bytes(64 << 10).devices("camera0").build();

    private final List<AutoCloseable> open = new ArrayList<>();
    private DmaBuf buffer;
    private DeviceMapping mapping;

    /** Packs the witness as a bundle that writes its notes into a folder. */
    static void pack(Path jar, Path notes) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.putValue("Manifest-Version", "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "witness");
        main.putValue("Bundle-Activator", Witness.class.getName());
        main.putValue("Import-Package", "org.entrepot.api,org.osgi.framework");
        main.putValue(NOTES, notes.toString());
        String entry = Witness.class.getName().replace('.', '/') + ".class";
        try (InputStream code = Witness.class.getClassLoader().getResourceAsStream(entry);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new ZipEntry(entry));
            code.transferTo(out);
        }
    }

    @Override
    public void start(BundleContext context) throws Exception {
        Allocator allocator = allocator(context);
        buffer = keep(allocator.allocate(REQUEST));
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            access.view().putLong(0, 42);
        }
        Attachment attachment = keep(buffer.attach("camera0"));
        mapping = keep(attachment.map(Direction.FROM_DEVICE));
        note(context, "started", "heap=" + buffer.exporter() + " segments=" + mapping.segments());
    }

    @Override
    public void stop(BundleContext context) throws Exception {
        long value;
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            value = access.view().getLong(0);
        }
        String next;
        try (DmaBuf other = allocator(context).allocate(REQUEST)) {
            next = other.exporter();
        }
        String kept = "value=" + value + " segments=" + mapping.segments() + " next=" + next;
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        note(context, "stopped", kept);
    }

    private <T extends AutoCloseable> T keep(T one) {
        open.add(one);
        return one;
    }

    private static Allocator allocator(BundleContext context) {
        return context.getService(context.getServiceReference(Allocator.class));
    }

    private static void note(BundleContext context, String name, String words) throws IOException {
        Path folder = Path.of(context.getBundle().getHeaders().get(NOTES));
        Path whole = Files.writeString(folder.resolve(name + ".part"), words);
        Files.move(whole, folder.resolve(name));
    }
}
