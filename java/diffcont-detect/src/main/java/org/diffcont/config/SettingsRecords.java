package org.diffcont.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Map;
import org.diffcont.error.ConfigurationException;

/** Builds the groups' records by name, so that two neighbouring numbers cannot change places. */
final class SettingsRecords {
    private SettingsRecords() {}

    /** @param values  dotted key → typed value */
    static Record build(KeyGroup group, Map<String, Object> values) {
        RecordComponent[] components = group.type().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] arguments = new Object[components.length];
        String prefix = group.name().isEmpty() ? "" : group.name() + ".";
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            arguments[i] = values.get(prefix + snakeCase(components[i].getName()));
        }
        try {
            Constructor<? extends Record> constructor = group.type().getDeclaredConstructor(types);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ConfigurationException cause) {
                throw cause;
            }
            throw new IllegalStateException("cannot build " + group.type().getSimpleName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build " + group.type().getSimpleName(), e);
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
