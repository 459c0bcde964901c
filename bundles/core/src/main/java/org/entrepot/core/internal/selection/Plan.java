package org.entrepot.core.internal.selection;

import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Explanation;
import org.entrepot.api.Layout;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.spi.MemoryRequest;

/**
 * The answer to a request at one generation of the roster.
 *
 * @param request what was asked
 * @param generation of the roster that it is for
 * @param layout of the contents
 * @param memory what an exporter is asked for
 * @param participants the devices of the request
 * @param candidates exporters that could serve, the best first
 * @param explanation the reasoning
 */
public record Plan(
        AllocationRequest request,
        long generation,
        Layout layout,
        MemoryRequest memory,
        List<Participant> participants,
        List<Backend> candidates,
        Explanation explanation) {}
