package org.entrepot.console.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Plane;
import org.entrepot.api.Proposal;
import org.entrepot.api.Segment;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.BufferStatus.AttachmentStatus;

/** Draws what is about one buffer. */
final class BufferDrawing {
    private static final int DUMP_WIDTH = 16;

    private BufferDrawing() {}

    static String allocated(Views.Allocated allocated) {
        DmaBuf buffer = allocated.buffer();
        boolean lazy = buffer.exporter().equals(DmaBuf.NONE_YET);
        return "buffer " + buffer.id() + ": " + buffer.layout() + ", " + Sizes.words(buffer.size())
                + (lazy ? ", without memory before it is first used" : " in " + buffer.exporter());
    }

    /** Who is attached, how, and what it cost. */
    static String attached(Views.Attached attached) {
        boolean expected = attached.attachment().negotiation().isEmpty();
        String moved = attached.moves() == 0
                ? ""
                : "; for it the buffer moved from " + attached.from() + " to " + attached.to() + ", "
                        + Sizes.words(attached.bytes()) + " copied";
        return attached.attachment() + (expected ? ", as expected before the first use" : "") + moved;
    }

    /** The segments; those of one length at one distance, as of an image's rows, on one line. */
    static String mapped(Views.Mapped mapped) {
        List<Segment> segments = mapped.segments();
        Table table = new Table("SEGMENT>", "DEVICE ADDRESS>", "LENGTH>", "APART>");
        for (int from = 0; from < segments.size(); ) {
            int last = lastAlike(segments, from);
            Segment first = segments.get(from);
            table.row(
                    last == from ? from : from + "-" + last,
                    "0x" + Long.toHexString(first.address()),
                    Sizes.words(first.length()),
                    last == from ? "" : Sizes.words(segments.get(from + 1).address() - first.address()));
            from = last + 1;
        }
        return "buffer " + mapped.buffer() + " for " + mapped.device() + ", " + mapped.direction() + "\n" + table;
    }

    /** The last segment that follows at a constant distance upwards, of three or more. */
    private static int lastAlike(List<Segment> segments, int from) {
        int last = from;
        while (last + 1 < segments.size() && isNextOf(segments, from, last + 1)) {
            last++;
        }
        return last - from < 2 ? from : last;
    }

    private static boolean isNextOf(List<Segment> segments, int from, int index) {
        long apart = segments.get(from + 1).address() - segments.get(from).address();
        Segment segment = segments.get(index);
        return apart > 0
                && segment.length() == segments.get(from).length()
                && segment.address() - segments.get(index - 1).address() == apart;
    }

    /** The whole buffer: where it lies, how it is laid out, who sees it, and how each came to its mapping type. */
    static String whole(BufferStatus buffer) {
        StringBuilder text = new StringBuilder(facts(buffer));
        if (buffer.layout() instanceof ImageLayout image) {
            text.append("\n\n").append(planes(image));
        }
        text.append("\n\n").append(attachments(buffer));
        if (buffer.attachments().stream().anyMatch(each -> !each.negotiation().isEmpty())) {
            text.append("\n\n").append(negotiations(buffer));
        }
        return text.toString();
    }

    private static String facts(BufferStatus buffer) {
        return new Facts("buffer " + buffer.id() + " (" + buffer.name() + ")")
                .fact("layout", String.valueOf(buffer.layout()))
                .fact("size", Sizes.words(buffer.size()))
                .fact("heap", buffer.exporter() + ", " + StatusDrawing.place(buffer))
                .fact("moves", String.valueOf(buffer.moves()))
                .fact("references", String.valueOf(buffer.references()))
                .fact("owner", buffer.owner())
                .fact("allocated by", buffer.allocatedBy())
                .toString();
    }

    private static String planes(ImageLayout image) {
        Table table = new Table("PLANE>", "OFFSET>", "STRIDE>", "ROWS>");
        for (int i = 0; i < image.planes().size(); i++) {
            Plane plane = image.planes().get(i);
            table.row(i, plane.offset(), plane.stride(), plane.rows());
        }
        return table.toString();
    }

    private static String attachments(BufferStatus buffer) {
        Table table = new Table("DEVICE", "SEEN", "TYPE", "MAPPED BY", "MAPPINGS>", "SEGMENTS>");
        buffer.attachments()
                .forEach(each -> table.row(
                        each.device(),
                        each.orientation() == Orientation.ROTATE_0 ? "as it lies" : each.orientation(),
                        each.mappingType(),
                        mappedBy(each),
                        each.mappings(),
                        each.segments() == 0 ? "-" : each.segments()));
        return table.orElse("no device is attached");
    }

    private static String mappedBy(AttachmentStatus attachment) {
        if (attachment.negotiation().isEmpty()) {
            return attachment.mapper() + ", as expected";
        }
        boolean byItself = attachment.mappingType() == MappingType.PRIVATE;
        return attachment.mapper() + (byItself ? ", the exporter itself" : ", a mapper by cookie");
    }

    private static String negotiations(BufferStatus buffer) {
        Table table = new Table("DEVICE", "PROPOSED", "TO", "ANSWER", "WHY");
        for (AttachmentStatus attachment : buffer.attachments()) {
            for (Proposal proposal : attachment.negotiation()) {
                table.row(
                        attachment.device(),
                        proposal.type(),
                        proposal.to(),
                        proposal.answer().words(),
                        proposal.why());
            }
        }
        return table.toString();
    }

    static String dump(Views.Dump dump) {
        StringBuilder text = new StringBuilder();
        ByteBuffer bytes = dump.bytes();
        for (int line = 0; line < bytes.limit(); line += DUMP_WIDTH) {
            StringBuilder hex = new StringBuilder();
            StringBuilder plain = new StringBuilder();
            for (int i = line; i < Math.min(line + DUMP_WIDTH, bytes.limit()); i++) {
                int value = bytes.get(i) & 0xff;
                hex.append(String.format(i - line == DUMP_WIDTH / 2 ? "  %02x" : " %02x", value));
                plain.append(value >= 0x20 && value < 0x7f ? (char) value : '.');
            }
            text.append(line == 0 ? "" : "\n");
            text.append(String.format("%08x %-50s |%s|", dump.offset() + line, hex, plain));
        }
        return text.toString();
    }
}
