package org.entrepot.emulation.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingState;
import org.entrepot.api.Plane;
import org.entrepot.api.Provenance;
import org.entrepot.api.Segment;
import org.entrepot.conformance.ModelFences;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.Machines;
import org.entrepot.emulation.internal.mapper.DirectMapper;
import org.entrepot.emulation.internal.mapper.IommuMapper;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;

/** A machine with its mappers, and images in scattered memory that devices reach through them. */
final class DeviceBench {
    static final String DIRECT = "emulated";
    static final String BEHIND_IOMMU = "emulated-iommu";

    final EmulatedMachine machine = Machines.quiet();
    final ComponentServiceObjects<Fences> fences;
    private final ModelFences model;
    private final Map<String, Mapper> mappers =
            Map.of(DIRECT, new DirectMapper(machine), BEHIND_IOMMU, new IommuMapper(machine));

    DeviceBench() {
        this(new ModelFences());
    }

    /** A bench whose devices issue fences of these. */
    DeviceBench(ModelFences model) {
        this.model = model;
        this.fences = source(model);
    }

    /** Fences as a component gets them. */
    static ComponentServiceObjects<Fences> source(@Nullable Fences fences) {
        return new ComponentServiceObjects<>() {
            @Override
            public @Nullable Fences getService() {
                return fences;
            }

            @Override
            public void ungetService(Fences service) {
                assertThat(service).isSameAs(fences);
            }

            @Override
            public ServiceReference<Fences> getServiceReference() {
                throw new UnsupportedOperationException("a test has no services");
            }
        };
    }

    /** A configuration of a device. */
    static DeviceConfig config(String name, String bus, Map<String, Object> further) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "entrepot_device", name,
                "bus", bus,
                "address_bits", 40,
                "max_segments", 64,
                "stride_alignment", 1,
                "height_alignment", 1));
        values.putAll(further);
        return (DeviceConfig) Proxy.newProxyInstance(
                DeviceConfig.class.getClassLoader(),
                new Class<?>[] {DeviceConfig.class},
                (proxy, key, arguments) -> values.getOrDefault(key.getName(), key.getDefaultValue()));
    }

    /** An image whose pages do not lie together. */
    Image image(ImageLayout layout) {
        List<PageRun> runs = new ArrayList<>();
        for (long left = layout.bytes(); left > 0; left -= 4096) {
            long frame = machine.take(1).orElseThrow();
            runs.add(new PageRun(frame, 1));
        }
        ByteBuffer bytes = ByteBuffer.allocate(runs.size() * 4096);
        machine.place(runs, bytes);
        return new Image(layout, runs, bytes);
    }

    /** An image in memory. */
    record Image(ImageLayout layout, List<PageRun> runs, ByteBuffer bytes) {
        int sample(int plane, int column, int row) {
            Plane place = layout.planes().get(plane);
            return bytes.get((int) place.offset() + row * place.stride() + column) & 0xff;
        }
    }

    /** Maps an image for a device. */
    Mapped map(Image image, String device, String bus, Direction direction) {
        DeviceDescription description = new DeviceDescription(device, bus, "of a test", Provenance.emulated("a test"));
        DeviceAddresses addresses = mappers.get(bus)
                .map(new MapRequest(
                        description,
                        Constraints.NONE,
                        new MemoryCookie.Pages(image.runs()),
                        image.bytes().capacity(),
                        direction));
        return new Mapped(
                device, addresses, image.bytes().capacity(), direction, model.reservation(), new AtomicBoolean(true));
    }

    /** A mapping as a device is told of it. */
    record Mapped(
            String device,
            DeviceAddresses addresses,
            long size,
            Direction direction,
            Reservation reservation,
            AtomicBoolean open)
            implements DeviceMapping {
        @Override
        public long buffer() {
            return 1;
        }

        @Override
        public List<Segment> segments() {
            return addresses.segments();
        }

        @Override
        public MappingState state() {
            return MappingState.CURRENT;
        }

        @Override
        public void remap() {
            // An image of the test never moves.
        }

        @Override
        public boolean isOpen() {
            return open.get();
        }

        @Override
        public void close() {
            open.set(false);
            addresses.close();
        }
    }
}
