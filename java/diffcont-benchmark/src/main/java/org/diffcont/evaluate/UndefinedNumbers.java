package org.diffcont.evaluate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/** NaN is {@code null} in JSON, which has no word for it, and {@code null} is read as NaN. */
final class UndefinedNumbers extends SimpleModule {
    private static final long serialVersionUID = 1L;

    UndefinedNumbers() {
        addSerializer(Double.class, new Writer());
        addSerializer(Double.TYPE, new Writer());
        addDeserializer(Double.class, new Reader());
        addDeserializer(Double.TYPE, new Reader());
    }

    private static final class Writer extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value.isNaN()) {
                out.writeNull();
            } else if (value.isInfinite()) {
                provider.reportMappingProblem("a metric is infinite");
            } else {
                out.writeNumber(value);
            }
        }
    }

    private static final class Reader extends JsonDeserializer<Double> {
        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.currentToken() == JsonToken.VALUE_NUMBER_FLOAT || in.currentToken() == JsonToken.VALUE_NUMBER_INT
                    ? in.getDoubleValue() : (Double) context.handleUnexpectedToken(Double.class, in);
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
