package org.diffcont.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@link Part}s of some forms: a name, then its arguments, with colons between. */
record PartType(List<Form> forms) implements ValueType<Part> {
    /** One form: {@code name} and what follows it. */
    record Form(String name, List<Argument> arguments) {
        Form(String name, Argument... arguments) {
            this(name, List.of(arguments));
        }

        private String text() {
            return name + arguments.stream().map(argument -> ":" + argument.placeholder())
                .collect(Collectors.joining());
        }
    }

    /** @param placeholder stands for it where the form is described */
    record Argument(String placeholder, ValueType<?> type) {}

    PartType(Form... forms) {
        this(List.of(forms));
    }

    @Override
    public Part read(Object raw) {
        String[] texts = String.valueOf(raw).strip().split(":", -1);
        for (Form form : forms) {
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

    @Override
    public Object write(Part value) {
        return value.toString();
    }

    @Override
    public String allowed() {
        String places = forms.stream().flatMap(form -> form.arguments().stream()).distinct()
            .map(argument -> argument.placeholder() + " is " + argument.type().allowed())
            .collect(Collectors.joining("; "));
        return forms.stream().map(Form::text).collect(Collectors.joining(" or ")) + " (" + places + ")";
    }
}
