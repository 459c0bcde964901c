package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Orientation;
import org.entrepot.api.Shape;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.selection.Participant;
import org.entrepot.core.internal.selection.Plan;

/**
 * Everybody who must be able to use a buffer's memory: the devices of its request that are here, and its members.
 *
 * @param buffer in question
 * @param surroundings where they are looked up
 * @param members devices that are attached, or about to be
 */
record Company(Buffer buffer, Surroundings surroundings, List<DeviceLink> members) {
    /** The company with one more member. */
    Company with(DeviceLink newcomer) {
        return new Company(
                buffer,
                surroundings,
                Stream.concat(members.stream(), Stream.of(newcomer)).toList());
    }

    /** A member as a participant, with the mapper that serves it now. */
    Participant participant(DeviceLink member) {
        return surroundings
                .selection()
                .participant(
                        member.device(),
                        member.orientation(),
                        buffer.request().use(member.device().name()));
    }

    /**
     * Who could serve everybody, as of now.
     *
     * @param cpuUse what the CPU will do if the request says that it does nothing
     */
    Prospect prospect(CpuUse cpuUse) {
        List<Plan> plans =
                requests(cpuUse).stream().map(surroundings.selection()::plan).toList();
        return Prospect.of(buffer, plans);
    }

    /** What everybody together asks for: one request, and one more for each device that also sees the image another way. */
    private List<AllocationRequest> requests(CpuUse cpuUse) {
        List<AllocationRequest> requests = new ArrayList<>();
        requests.add(asked(cpuUse));
        members.forEach(member -> admit(member, requests));
        return requests;
    }

    /** The buffer's own request, without devices that have left: they attach again when they are back. */
    private AllocationRequest asked(CpuUse cpuUse) {
        AllocationRequest asked = buffer.request();
        Set<String> here =
                surroundings.roster().devices().stream().map(Device::name).collect(Collectors.toSet());
        String[] left =
                asked.devices().stream().filter(name -> !here.contains(name)).toArray(String[]::new);
        return asked.toBuilder()
                .without(left)
                .cpuUse(asked.cpuUse() == CpuUse.NONE ? cpuUse : asked.cpuUse())
                .build();
    }

    private void admit(DeviceLink member, List<AllocationRequest> requests) {
        String device = member.device().name();
        // Plain bytes cannot be asked for turned; whether a view of them can be had shows when it is negotiated.
        Orientation orientation =
                buffer.request().shape() instanceof Shape.Image ? member.orientation() : Orientation.ROTATE_0;
        for (int i = 0; i < requests.size(); i++) {
            AllocationRequest request = requests.get(i);
            if (!request.devices().contains(device)) {
                requests.set(i, request.toBuilder().device(device, orientation).build());
                return;
            }
            if (request.orientation(device) == orientation) {
                return;
            }
        }
        requests.add(requests.get(0).toBuilder().device(device, orientation).build());
    }
}
