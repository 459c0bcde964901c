package org.entrepot.house;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rooms of the house: which packages each is made of, which other rooms' exported packages it may import. */
enum Room {
    CORE("core"),
    LINUX("linux"),
    SYSTEM("exporter.system"),
    CMA("exporter.cma"),
    CARVEOUT("exporter.carveout"),
    IOMMU("exporter.iommu"),
    TILER("exporter.tiler"),
    EMULATION("emulation"),
    V4L2("device.v4l2"),
    VFIO("device.vfio"),
    DRM("device.drm"),
    PIPELINE("pipeline.internal"),
    CONSOLE("console"),
    HEALTH("health"),
    CONFORMANCE("conformance"),
    /** Last, because the contract of the pipeline shares a prefix with the room that fulfils it. */
    API("(api|spi|device|control|fence|pipeline)");

    private final String roots;

    Room(String roots) {
        this.roots = roots;
    }

    static Optional<Room> of(JavaClass type) {
        return Arrays.stream(values()).filter(room -> room.holds(type)).findFirst();
    }

    static boolean isInternal(JavaClass type) {
        return (type.getPackageName() + ".").contains(".internal.");
    }

    boolean mayImport(JavaClass type) {
        Optional<Room> owner = of(type);
        boolean own = owner.filter(this::equals).isPresent();
        return own || (!isInternal(type) && owner.filter(this::isLetInto).isPresent());
    }

    private boolean isLetInto(Room other) {
        return switch (this) {
            case API -> false;
            case SYSTEM, CMA, CARVEOUT, IOMMU, TILER, EMULATION, V4L2, VFIO, DRM -> other == API || other == LINUX;
            case CORE, LINUX, PIPELINE, CONSOLE, HEALTH, CONFORMANCE -> other == API;
        };
    }

    private boolean holds(JavaClass type) {
        return Pattern.matches("org\\.entrepot\\." + roots + "(\\..*)?", type.getPackageName());
    }
}
