package org.entrepot.linux.internal;

import java.util.List;

/**
 * What connectors are called ({@code drm_connector_enum_list} in {@code drivers/gpu/drm/drm_connector.c}), by the numbers of
 * {@code drm_mode.h}.
 */
final class ConnectorNames {
    private static final String WRITEBACK = "Writeback";
    private static final List<String> TYPES = List.of(
            "Unknown",
            "VGA",
            "DVI-I",
            "DVI-D",
            "DVI-A",
            "Composite",
            "SVIDEO",
            "LVDS",
            "Component",
            "DIN",
            "DP",
            "HDMI-A",
            "HDMI-B",
            "TV",
            "eDP",
            "Virtual",
            "DSI",
            "DPI",
            WRITEBACK,
            "SPI",
            "USB");

    private ConnectorNames() {}

    /** Such as {@code HDMI-A-1}, as {@code /sys/class/drm} has it. */
    static String of(int type, int number) {
        return (type >= 0 && type < TYPES.size() ? TYPES.get(type) : TYPES.get(0)) + "-" + number;
    }

    /** Whether pictures sent there go to memory instead of a display. */
    static boolean writesToMemory(int type) {
        return TYPES.indexOf(WRITEBACK) == type;
    }
}
