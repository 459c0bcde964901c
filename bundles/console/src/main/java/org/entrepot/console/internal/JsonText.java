package org.entrepot.console.internal;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Plain forms as JSON text, and back. */
final class JsonText {
    private static final JsonProvider JSON = JsonProvider.provider();

    private JsonText() {}

    /** A plain form as text of several lines, its entries in their order. */
    static String of(Map<String, Object> plain) {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = JSON.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(JSON.createObjectBuilder(plain).build());
        }
        return text.toString().strip();
    }

    /**
     * The plain form that a text holds.
     *
     * @throws IllegalArgumentException if it is no object of JSON, with the place
     */
    static Map<String, Object> read(String text) {
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            return plain(reader.readObject());
        } catch (JsonException e) {
            throw new IllegalArgumentException("a text is an object of JSON: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> plain(JsonObject object) {
        Map<String, Object> plain = new LinkedHashMap<>();
        object.forEach((name, value) -> plain.put(name, plain(name, value)));
        return plain;
    }

    private static Object plain(String name, JsonValue value) {
        if (value instanceof JsonString text) {
            return text.getString();
        } else if (value instanceof JsonNumber number) {
            return whole(name, number);
        } else if (value instanceof JsonArray many) {
            return many.stream().map(one -> plain(name, one)).toList();
        } else if (value instanceof JsonObject object) {
            return plain(object);
        }
        throw new IllegalArgumentException(
                "a value is a text, a number, a list or an object: " + name + "=" + value + "; leave it out");
    }

    private static long whole(String name, JsonNumber number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "a number is whole and has at most 63 bits: " + name + "=" + number
                            + "; write a text such as \"0xff\"",
                    e);
        }
    }
}
