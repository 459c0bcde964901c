package org.entrepot.core.internal.buffer;

import java.util.function.Consumer;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Selection;

/**
 * What a buffer and its handles need of the engine.
 *
 * @param roster where devices and exporters are looked up
 * @param selection which knows who serves what
 * @param fences which keeps fences within their bounds, and knows when one is over
 * @param copies by which contents get from place to place
 * @param moves where moves are counted and told
 * @param forget told once, when a buffer has ended
 * @param failures told what foreign code failed with where nobody can be told by an exception
 */
record Surroundings(
        Roster roster,
        Selection selection,
        FenceKeeper fences,
        Copies copies,
        Moves moves,
        Consumer<Buffer> forget,
        Consumer<RuntimeException> failures) {}
