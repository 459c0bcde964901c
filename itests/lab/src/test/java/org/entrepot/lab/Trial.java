package org.entrepot.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/** A driver of the kernel with memory of one kind, and no engine between. */
@FunctionalInterface
interface Trial {
    /**
     * What became of it. A refusal of the driver is thrown: {@link Reason#REFUSED} or {@link Reason#UNSUPPORTED}, and nothing else counts
     * as one: that the driver or the lab failed says nothing of the memory.
     */
    Outcome with(Memory memory);

    /** The same, with a refusal as an outcome. */
    default Outcome outcome(Memory memory) {
        try {
            return with(memory);
        } catch (EntrepotException e) {
            if (e.reason() != Reason.REFUSED && e.reason() != Reason.UNSUPPORTED) {
                throw e;
            }
            return Outcome.refused(String.valueOf(e.getMessage()));
        }
    }

    /**
     * What became of a trial.
     *
     * @param arrived whether every byte did
     * @param words for people
     */
    record Outcome(boolean arrived, String words) {
        private static final Pattern ERROR = Pattern.compile("\\bE[A-Z]{3,}\\b");

        /** Of so many parts so many arrived. */
        static Outcome of(int arrived, int all, String parts) {
            return arrived == all
                    ? new Outcome(true, "all " + all + " " + parts + " arrive")
                    : new Outcome(false, "taken, and " + arrived + " of " + all + " " + parts + " arrive");
        }

        /** Of what is only known as a whole. */
        static Outcome ofPicture(boolean right) {
            return right
                    ? new Outcome(true, "the picture arrives")
                    : new Outcome(false, "taken, and another picture arrives");
        }

        private static Outcome refused(String message) {
            Matcher error = ERROR.matcher(message.replace("errno=22", "errno=EINVAL"));
            return new Outcome(false, "`" + (error.find() ? error.group() : message) + "`");
        }
    }
}
