package org.entrepot.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Atomic access to a field itself, where an object beside it for each buffer would be one more place in memory to go to. */
final class Field {
    private Field() {}

    /**
     * Access to a field of the class that looks it up.
     *
     * @param lookup of that class
     * @param name of the field
     * @param type of the field
     */
    static VarHandle of(MethodHandles.Lookup lookup, String name, Class<?> type) {
        try {
            return lookup.findVarHandle(lookup.lookupClass(), name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
