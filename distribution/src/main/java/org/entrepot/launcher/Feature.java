package org.entrepot.launcher;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An OSGi feature (OSGi Compendium, chapter 159): which bundles, in which order, with which properties of the framework.
 *
 * @param bundles in the order in which they start
 * @param properties of the framework
 */
record Feature(List<BundleId> bundles, Map<String, String> properties) {
    /** Copies both. */
    Feature {
        bundles = List.copyOf(bundles);
        properties = Map.copyOf(properties);
    }

    /**
     * A bundle by its Maven name.
     *
     * @param group of the artifact
     * @param artifact in the group
     * @param version of the artifact
     * @param startOrder bundles with a lower one start earlier
     * @param onlyFor the one mode in which it is started; empty for all
     */
    record BundleId(String group, String artifact, String version, int startOrder, String onlyFor) {
        static BundleId parse(String id, int startOrder, String onlyFor) {
            String[] parts = id.split(":", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("a bundle of a feature is group:artifact:version: id=" + id);
            }
            return new BundleId(parts[0], parts[1], parts[2], startOrder, onlyFor);
        }

        /** Whether it is started in a mode. */
        boolean startsIn(String mode) {
            return onlyFor.isEmpty() || onlyFor.equals(mode);
        }

        /** Where it lies in a repository of Maven's layout. */
        Path within(Path repository) {
            return repository
                    .resolve(group.replace('.', '/'))
                    .resolve(artifact)
                    .resolve(version)
                    .resolve(artifact + "-" + version + ".jar");
        }

        @Override
        public String toString() {
            return group + ":" + artifact + ":" + version;
        }
    }

    /** Reads a feature's file. */
    static Feature read(Path file) throws StartException {
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                JsonReader json = Json.createReader(text)) {
            return of(json.readObject());
        } catch (IOException | JsonException | ClassCastException | IllegalArgumentException e) {
            throw new StartException(
                    "a feature can be read: file=" + file + " (" + e.getMessage() + "); unpack the gateway anew", e);
        }
    }

    /** Both as one; of the same property the other's value counts. */
    Feature and(Feature other) {
        Map<String, String> both = new TreeMap<>(properties);
        both.putAll(other.properties);
        return new Feature(inOrder(Stream.concat(bundles.stream(), other.bundles.stream())), both);
    }

    private static List<BundleId> inOrder(Stream<BundleId> bundles) {
        return bundles.sorted(Comparator.comparingInt(BundleId::startOrder)).toList();
    }

    private static Feature of(JsonObject feature) {
        List<BundleId> bundles = new ArrayList<>();
        if (!feature.containsKey("bundles")) {
            throw new JsonException("bundles=none");
        }
        for (JsonValue value : feature.getJsonArray("bundles")) {
            JsonObject bundle = value.asJsonObject();
            bundles.add(BundleId.parse(
                    bundle.getString("id", ""), bundle.getInt("start-order", 1), bundle.getString("only-for", "")));
        }
        Map<String, String> properties = new TreeMap<>();
        JsonObject values = within(within(within(feature, "extensions"), "framework-launching-properties"), "json");
        values.keySet().forEach(key -> properties.put(key, values.getString(key)));
        return new Feature(inOrder(bundles.stream()), properties);
    }

    private static JsonObject within(JsonObject outer, String key) {
        return outer.containsKey(key) ? outer.getJsonObject(key) : JsonValue.EMPTY_JSON_OBJECT;
    }
}
