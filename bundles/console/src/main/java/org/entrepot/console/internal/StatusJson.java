package org.entrepot.console.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Provenance;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapStatus;

/** Lists of what is there, as JSON. */
final class StatusJson {
    private StatusJson() {}

    static String heaps(List<HeapStatus> heaps) {
        return JsonText.of(Map.of("heaps", heaps.stream().map(StatusJson::plain).toList()));
    }

    static String devices(List<DeviceStatus> devices) {
        return JsonText.of(
                Map.of("devices", devices.stream().map(StatusJson::plain).toList()));
    }

    private static Map<String, Object> plain(HeapStatus heap) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("name", heap.name());
        plain.put("technology", heap.technology());
        plain.put("provenance", plain(heap.provenance()));
        plain.put("state", heap.state().name());
        plain.put("bundle", heap.bundle());
        plain.put("capabilities", heap.capabilities().plain());
        plain.put("fill", plain(heap.fill()));
        plain.put("traffic", plain(heap.traffic()));
        heap.isolated().ifPresent(why -> plain.put("isolated", why));
        return plain;
    }

    private static Map<String, Object> plain(HeapStatus.Traffic traffic) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("allocations", traffic.allocations());
        plain.put("movedIn", traffic.movedIn());
        plain.put("movedOut", traffic.movedOut());
        plain.put("faults", traffic.faults());
        return plain;
    }

    private static Map<String, Object> plain(HeapStatus.Fill fill) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("capacity", fill.capacity());
        plain.put("used", fill.used());
        plain.put("highWater", fill.highWater());
        plain.put("largestRun", fill.largestRun());
        plain.put("buffers", fill.buffers());
        plain.put("failures", fill.failures());
        plain.put("fragmented", fill.fragmented());
        return plain;
    }

    private static Map<String, Object> plain(DeviceStatus device) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("name", device.name());
        plain.put("words", device.words());
        plain.put("bus", device.bus());
        plain.put("provenance", plain(device.provenance()));
        plain.put("constraints", device.constraints().plain());
        plain.put("mappingTypes", device.mappingTypes().stream().map(Enum::name).toList());
        plain.put("kind", device.kind().name());
        plain.put("mapper", device.mapper());
        plain.put("attachments", device.attachments());
        plain.put("faults", device.faults());
        return plain;
    }

    private static Map<String, Object> plain(Provenance provenance) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("kind", provenance.kind().name());
        plain.put("reason", provenance.reason());
        return plain;
    }
}
