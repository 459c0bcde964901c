package org.entrepot.linux.internal;

/** Advice to an operator on who may open a device. */
public final class UdevRule {
    private UdevRule() {}

    /** The rule that gives a device to a group of its own. */
    public static String of(String subsystem, String name) {
        return "add the udev rule SUBSYSTEM==\"" + subsystem + "\", KERNEL==\"" + name
                + "\", GROUP=\"entrepot\", MODE=\"0660\" and be in that group";
    }
}
