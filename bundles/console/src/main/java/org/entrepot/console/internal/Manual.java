package org.entrepot.console.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What each command is for, how it is called, and an example. */
enum Manual {
    HEAPS("heaps", "heaps [--json]", "the heaps: state, how full, where, real or emulated", "heaps"),
    HEAP(
            "heap",
            "heap [NAME [--svg FILE]]",
            "one heap from inside: how its memory is used, place by place; with --svg, into a file",
            "heap cma --svg cma.svg"),
    DEVICES(
            "devices",
            "devices [--machine | --json]",
            "the devices: what they cannot do, who maps for them, faults; with --machine, what the kernel knows",
            "devices --machine"),
    FENCES(
            "fences",
            "fences",
            "the timelines of fences: whose, how far, and for how long the oldest is pending",
            "fences"),
    FAULTS("faults", "faults", "the last DMA faults, and how many each device took", "faults"),
    MACHINE("machine", "machine", "what is real on this machine and what is emulated, and why", "machine"),
    BUFFERS(
            "buffers",
            "buffers [--stranded]",
            "the open buffers: where, whose, attached to what; with --stranded, those that could not leave a heap that is gone, disabled or isolated",
            "buffers --stranded"),
    BUFFER(
            "buffer",
            "buffer BUFFER",
            "one buffer: its planes, who is attached, and how each came to its mapping type",
            "buffer 3"),
    COLLECTIONS(
            "collections",
            "collections",
            "the collections of buffers: how far each has come, and who has not answered",
            "collections"),
    ACCOUNTS("accounts", "accounts", "what each bundle is charged", "accounts"),
    HEALTH(
            "health",
            "health",
            "how the platform is: faults, stranded buffers, heaps without room, limits nearly reached",
            "health"),
    ALLOC(
            "alloc",
            "alloc DEVICE[@90][:read|write]... SIZE | --image WxH FORMAT... [--modifier LINEAR|0x...|any]... "
                    + "[--tag WORD]... [--needs FILE]... [--cpu none|read|write|read_write] [--name NAME] [--lazy]",
            "allocates a buffer that suits all devices; with --lazy it gets its memory when it is first used",
            "alloc camera0:write encoder0:read --image 640x480 NV12"),
    EXPLAIN(
            "explain",
            "explain DEVICE[@90][:read|write]... SIZE | --image WxH FORMAT... [--modifier LINEAR|0x...|any]... "
                    + "[--tag WORD]... [--needs FILE]... [--cpu none|read|write|read_write] [--json]",
            "says which heap would serve a request, and why not the others",
            "explain camera0 encoder0 display0@90 --image 1920x1080 NV12"),
    FREE("free", "free BUFFER", "gives back a buffer that this console allocated, and what is attached", "free 3"),
    ATTACH(
            "attach",
            "attach BUFFER DEVICE",
            "attaches a device to a buffer, which moves if the device cannot use it where it is",
            "attach 3 camera0"),
    DETACH("detach", "detach BUFFER DEVICE", "unmaps and detaches what this console attached", "detach 3 camera0"),
    MAP(
            "map",
            "map BUFFER DEVICE [to_device|from_device|bidirectional]",
            "maps a buffer for a device, and shows the device's addresses",
            "map 3 camera0 from_device"),
    UNMAP("unmap", "unmap BUFFER DEVICE", "unmaps what this console mapped", "unmap 3 camera0"),
    DUMP("dump", "dump BUFFER [OFFSET [LENGTH]]", "shows bytes of a buffer, 256 unless told", "dump 3 0x100 64"),
    FILL(
            "fill",
            "fill BUFFER TEXT|0xBYTE",
            "writes a text or a byte over and over into a buffer of this console",
            "fill 3 hello"),
    DISABLE(
            "disable",
            "disable HEAP",
            "takes a heap out of service; its buffers move to others, and what cannot stays valid",
            "disable system"),
    DRAIN(
            "drain",
            "drain HEAP [--deadline SECONDS]",
            "takes a heap out of service until it is enabled, and moves its buffers; those in use are waited for, 5 s unless told",
            "drain system --deadline 30"),
    MIGRATE(
            "migrate",
            "migrate BUFFER... HEAP",
            "moves buffers to another heap while whoever uses them goes on",
            "migrate 3 4 cma"),
    MIGRATIONS("migrations", "migrations", "the migrations that are under way, and the last that ended", "migrations"),
    TOP(
            "top",
            "top [--every SECONDS] [--times N]",
            "what goes on, live: buffers, bytes, allocations and moves a second, faults, by heap and bundle",
            "top --every 2"),
    ENABLE("enable", "enable HEAP", "puts a heap back into service", "enable system"),
    POLICY(
            "policy",
            "policy [pin|forbid any|device NAME|tag WORD HEAP | weigh any|device NAME|tag WORD HEAP NUMBER | "
                    + "remove NUMBER|RULE]",
            "the rules by which requests get their heap: lists them, adds one, or removes one",
            "policy pin device camera0 cma"),
    PIPELINE(
            "pipeline",
            "pipeline start [--input PATH] [--frames N] [--fps N] [--size WxH] [--rotate 0|90|180|270] "
                    + "[--rotate-by auto|view|rotator] [--out DIR] [--heap NAME] [--swap-to NAME] [--swap-after N] "
                    + "[--camera NAME] [--rotator NAME] [--encoder NAME] [--display NAME] | stop | status",
            "runs frames from camera to display",
            "pipeline start --frames 100 --out /tmp/frames"),
    DEMO(
            "demo",
            "demo [--input FILE] [--frames N] [--out DIR] [--fps N] [--size WxH] [--rotate 0|90|180|270] "
                    + "[--rotate-by auto|view|rotator] [--heap NAME] [--swap-to NAME] [--swap-after N] [--no-swap] "
                    + "[--camera NAME] [--rotator NAME] [--encoder NAME] [--display NAME]",
            "runs the pipeline on a video or a picture and exchanges the backend half way; with --heap it runs in that "
                    + "heap, with --swap-to another takes over half way; camera, rotator, "
                    + "encoder and display may be any that devices lists",
            "demo --frames 60 --heap system --swap-to cma"),
    TOUR(
            "tour",
            "tour [HEAP]... [--frames N] [--size WxH] [--input FILE] [--fps N] [--rotate 0|90|180|270] "
                    + "[--rotate-by auto|view|rotator]",
            "runs the pipeline in each heap, and across a swap between any two",
            "tour --frames 24 --size 640x360"),
    HELP("help", "help [COMMAND]", "this list, or one command", "help alloc");

    private final String command;
    private final String synopsis;
    private final String purpose;
    private final String example;

    Manual(String command, String synopsis, String purpose, String example) {
        this.command = command;
        this.synopsis = synopsis;
        this.purpose = purpose;
        this.example = example;
    }

    String command() {
        return command;
    }

    String purpose() {
        return purpose;
    }

    static Optional<Manual> of(String command) {
        return Arrays.stream(values())
                .filter(page -> page.command.equals(command))
                .findFirst();
    }

    static List<Manual> sorted() {
        return Arrays.stream(values())
                .sorted(Comparator.comparing(Manual::command))
                .toList();
    }

    /** The page as text. */
    String page() {
        return "dma:" + command + " - " + purpose + "\n\n  usage:    " + synopsis + "\n  example:  " + example;
    }
}
