package org.diffcont.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@link Part}s of some forms: a name, then its arguments, with colons between. */
record PartType<T>(List<PartForm<T>> forms) implements ValueType<Part> {
    PartType {
        forms = List.copyOf(forms);
    }

    @Override
    public Part read(Object raw) {
        String[] texts = String.valueOf(raw).strip().split(":", -1);
        for (PartForm<T> form : forms) {
            if (form.name().equals(texts[0]) && form.arguments().size() == texts.length - 1) {
                List<Object> arguments = new ArrayList<>();
                for (int i = 1; i < texts.length; i++) {
                    arguments.add(form.arguments().get(i - 1).type().read(texts[i]));
                }
                return new Part(form.name(), arguments);
            }
        }
        throw new IllegalArgumentException("no such part");
    }

    /** The part itself. */
    T make(Part part) {
        return forms.stream().filter(form -> form.name().equals(part.name())
                && form.arguments().size() == part.arguments().size()).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no part " + part)).make().apply(part);
    }

    @Override
    public Object write(Part value) {
        return value.toString();
    }

    @Override
    public String allowed() {
        String places = forms.stream().flatMap(form -> form.arguments().stream()).distinct()
            .map(argument -> argument.placeholder() + " is " + argument.type().allowed())
            .collect(Collectors.joining("; "));
        return forms.stream().map(PartForm::text).collect(Collectors.joining(" or ")) + " (" + places + ")";
    }
}
