package org.entrepot.torture.load;

import java.util.List;
import java.util.Map;
import org.entrepot.api.ImporterKind;
import org.entrepot.spi.Importer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * The devices of the load itself, which never leave.
 *
 * @param dynamic is told of moves
 * @param revocable lets go of what was lent to it, and of nothing else
 */
record Guests(Guest dynamic, Guest revocable) {
    static Guests register(BundleContext context) {
        Guests guests = new Guests(
                new Guest("dynamic0", ImporterKind.DYNAMIC), new Guest("revocable0", ImporterKind.REVOCABLE));
        List.of(guests.dynamic, guests.revocable)
                .forEach(guest -> context.registerService(
                        Importer.class,
                        guest,
                        FrameworkUtil.asDictionary(Map.of(Importer.NAME_PROPERTY, guest.name()))));
        return guests;
    }
}
