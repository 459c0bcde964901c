package org.entrepot.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What can be got hold of, from some types on, by their public and protected signatures alone, however many calls it takes. */
final class Signatures {
    private final Map<String, String> ways = new LinkedHashMap<>();
    private final Deque<JavaClass> toRead = new ArrayDeque<>();

    private Signatures(Collection<JavaClass> from) {
        from.forEach(type -> reach(type, ""));
        while (!toRead.isEmpty()) {
            read(toRead.remove());
        }
    }

    /** The types of the house that are reached, by name, each with the way that leads to it. */
    static Map<String, String> reachedFrom(Collection<JavaClass> types) {
        return new Signatures(types).ways;
    }

    private void reach(JavaClass type, String way) {
        JavaClass element = type.getBaseComponentType();
        boolean ofTheHouse = element.getPackageName().startsWith("org.entrepot");
        if (ofTheHouse && ways.putIfAbsent(element.getName(), way + " > " + element.getName()) == null) {
            toRead.add(element);
        }
    }

    private void read(JavaClass type) {
        String way = ways.getOrDefault(type.getName(), "");
        Stream.concat(
                        parents(type),
                        type.getMembers().stream().filter(Signatures::isVisible).flatMap(Signatures::inSignature))
                .flatMap(mentioned -> mentioned.getAllInvolvedRawTypes().stream())
                .forEach(mentioned -> reach(mentioned, way));
    }

    private static Stream<JavaType> parents(JavaClass type) {
        Stream<JavaType> bounds = type.getTypeParameters().stream().flatMap(each -> each.getUpperBounds().stream());
        return Stream.of(type.getSuperclass().stream(), type.getInterfaces().stream(), bounds)
                .flatMap(each -> each);
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> inSignature(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        Stream<JavaType> bounds = code.getTypeParameters().stream().flatMap(each -> each.getUpperBounds().stream());
        Stream<JavaType> thrown = code.getExceptionTypes().stream().map(JavaType.class::cast);
        return Stream.of(Stream.of(code.getReturnType()), code.getParameterTypes().stream(), thrown, bounds)
                .flatMap(each -> each);
    }
}
