package org.entrepot.conformance;

import org.entrepot.api.ImporterKind;
import org.junit.jupiter.api.Nested;

/** The devices that faults are given to keep the rules while they have none. */
class SoundDevicesTest {
    @Nested
    class Static extends DeviceWithAFault {
        @Override
        ImporterKind kind() {
            return ImporterKind.STATIC;
        }
    }

    @Nested
    class Dynamic extends DeviceWithAFault {
        @Override
        ImporterKind kind() {
            return ImporterKind.DYNAMIC;
        }
    }

    @Nested
    class Revocable extends DeviceWithAFault {
        @Override
        ImporterKind kind() {
            return ImporterKind.REVOCABLE;
        }
    }
}
