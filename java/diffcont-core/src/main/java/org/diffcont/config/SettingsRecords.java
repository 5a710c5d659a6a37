package org.diffcont.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Map;

/**
 * Moves values between dotted keys and {@link Settings}' records by name, so that two neighbouring numbers cannot
 * change places: key {@code training.batch_current} is component {@code batchCurrent} of component {@code training}.
 */
final class SettingsRecords {
    private SettingsRecords() {}

    /** Builds settings from a typed value for every key. */
    static Settings build(Map<String, Object> values) {
        return Settings.class.cast(build(Settings.class, "", values));
    }

    private static Object build(Class<?> type, String prefix, Map<String, Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            String name = prefix + snakeCase(components[i].getName());
            arguments[i] = isGroup(types[i]) ? build(types[i], name + ".", values) : values.get(name);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ConfigurationException cause) {
                throw cause;
            }
            throw new IllegalStateException("cannot build " + type.getSimpleName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build " + type.getSimpleName(), e);
        }
    }

    /** Puts every key of settings, or of one of their groups, with its typed value. */
    static void collect(Record settings, Map<String, Object> values) {
        collect(settings, groupName(settings.getClass()), values);
    }

    private static void collect(Record group, String prefix, Map<String, Object> values) {
        for (RecordComponent component : group.getClass().getRecordComponents()) {
            Object value;
            try {
                value = component.getAccessor().invoke(group);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + component, e);
            }
            String name = prefix + snakeCase(component.getName());
            if (isGroup(component.getType())) {
                collect((Record) value, name + ".", values);
            } else {
                values.put(name, value);
            }
        }
    }

    /** The key prefix under which {@link Settings} holds a record of this class. */
    private static String groupName(Class<?> type) {
        for (RecordComponent component : Settings.class.getRecordComponents()) {
            if (component.getType() == type) {
                return snakeCase(component.getName()) + ".";
            }
        }
        return "";
    }

    private static boolean isGroup(Class<?> type) {
        return type.isRecord() && type.getSimpleName().endsWith("Settings");
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
