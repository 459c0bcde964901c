package org.entrepot.linux.internal;

/** Advice to an operator on who may open a device. */
public final class UdevRule {
    private UdevRule() {}

    /** The rule that gives a device to a group of its own. */
    static String of(String subsystem, String name) {
        return rule("SUBSYSTEM==\"" + subsystem + "\", KERNEL==\"" + name + "\"");
    }

    /** The rule that gives all devices of a subsystem to a group of their own. */
    public static String ofAll(String subsystem) {
        return rule("SUBSYSTEM==\"" + subsystem + "\"");
    }

    private static String rule(String condition) {
        return "add the udev rule " + condition + ", GROUP=\"entrepot\", MODE=\"0660\" and be in that group";
    }
}
