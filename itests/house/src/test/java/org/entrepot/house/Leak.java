package org.entrepot.house;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;

/** Ways in which a contract could give away what identifies memory, and one in which it does not. */
interface Leak {
    /** In what a method returns. */
    interface ByResult {
        Map<String, List<? extends MemoryCookie>> cookies();
    }

    /** In what a callback is told. */
    interface ByParameter {
        void told(MemoryCookie.Pages cookie);
    }

    /** In a constant. */
    interface ByField {
        Supplier<MemoryCookie> COOKIE = () -> new MemoryCookie.Descriptor(0);
    }

    /** In what it is. */
    interface ByParent extends Supplier<MemoryCookie> {}

    /** In what it is good for. */
    interface ByBound<T extends MemoryCookie> {
        T cookie();
    }

    /** In an array. */
    interface ByArray {
        MemoryCookie[][] cookies();
    }

    /** In what somebody else returns who is returned. */
    interface ByFriend {
        ExportedMemory memory();
    }

    /** In nothing that others see. */
    final class Kept {
        private final MemoryCookie cookie;

        Kept(MemoryCookie cookie) {
            this.cookie = cookie;
        }

        public String words() {
            return cookie.toString();
        }
    }
}
