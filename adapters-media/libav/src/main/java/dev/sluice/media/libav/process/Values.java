package dev.sluice.media.libav.process;

import dev.sluice.core.port.media.Transcoder.Picture;
import dev.sluice.core.request.OutputSpec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Values as bytes, by their types: numbers, strings, durations, enums, records, and optional ones,
 * lists, sets and maps of them. Only the types that the reader names are ever made, and each
 * element takes at least a byte, so that bytes of a stranger make no more than their length allows.
 */
final class Values {
  /** What libav's clock of microseconds can express. */
  private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000_000;

  private Values() {}

  static byte[] write(Type type, Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out, type, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws ProtocolException if the bytes are no value of this type, or more than one
   */
  static <T> T read(Class<T> type, ByteBuffer bytes) {
    return type.cast(readAny(type, bytes));
  }

  /**
   * @throws ProtocolException if the bytes are no list of this type, or more than one
   */
  @SuppressWarnings("unchecked")
  static <T> List<T> readList(Class<T> element, ByteBuffer bytes) {
    return (List<T>) readAny(listOf(element), bytes);
  }

  /** Returns the type of a list. */
  static Type listOf(Class<?> element) {
    return new ListType(element);
  }

  private static Object readAny(Type type, ByteBuffer bytes) {
    Object value;
    try {
      value = read(type, bytes);
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | ArithmeticException
        | DateTimeException
        | NullPointerException e) {
      throw new ProtocolException("a value that is none (" + e + ")", e);
    }
    if (bytes.hasRemaining()) {
      throw new ProtocolException(bytes.remaining() + " bytes after a value");
    }
    return value;
  }

  private static void write(DataOutputStream out, Type type, Object value) throws IOException {
    if (type instanceof ParameterizedType generic) {
      writeGeneric(out, generic, value);
    } else if (value instanceof Integer number) {
      out.writeInt(number);
    } else if (value instanceof Long number) {
      out.writeLong(number);
    } else if (value instanceof Double number) {
      out.writeDouble(number);
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof String text) {
      writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof byte[] bytes) {
      writeBytes(out, bytes);
    } else if (value instanceof Picture picture) {
      writeBytes(out, picture.bytes());
    } else if (value instanceof Duration duration) {
      out.writeLong(duration.getSeconds());
      out.writeInt(duration.getNano());
    } else if (value instanceof OptionalInt number) {
      out.writeBoolean(number.isPresent());
      out.writeInt(number.orElse(0));
    } else if (value instanceof OptionalLong number) {
      out.writeBoolean(number.isPresent());
      out.writeLong(number.orElse(0));
    } else if (value instanceof Enum<?> constant) {
      out.writeByte(constant.ordinal());
    } else if (value instanceof OutputSpec spec) {
      write(out, OutputOptions.class, OutputOptions.of(spec));
    } else {
      writeRecord(out, (Class<?>) type, value);
    }
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void writeGeneric(DataOutputStream out, ParameterizedType type, Object value)
      throws IOException {
    Type[] arguments = type.getActualTypeArguments();
    if (value instanceof Optional<?> optional) {
      out.writeBoolean(optional.isPresent());
      if (optional.isPresent()) {
        write(out, arguments[0], optional.get());
      }
    } else if (value instanceof Map<?, ?> map) {
      out.writeInt(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        write(out, arguments[0], entry.getKey());
        write(out, arguments[1], entry.getValue());
      }
    } else {
      Collection<?> elements = (Collection<?>) value;
      out.writeInt(elements.size());
      for (Object element : elements) {
        write(out, arguments[0], element);
      }
    }
  }

  private static void writeRecord(DataOutputStream out, Class<?> type, Object value)
      throws IOException {
    for (RecordComponent component : type.getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        write(out, component.getGenericType(), component.getAccessor().invoke(value));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("no value of the protocol: " + type, e);
      }
    }
  }

  private static Object read(Type type, ByteBuffer in) {
    if (type instanceof ParameterizedType generic) {
      return readGeneric(generic, in);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == int.class || plain == Integer.class) {
      return in.getInt();
    } else if (plain == long.class || plain == Long.class) {
      return in.getLong();
    } else if (plain == double.class) {
      return in.getDouble();
    } else if (plain == boolean.class) {
      return readFlag(in);
    } else if (plain == String.class) {
      return new String(readBytes(in), StandardCharsets.UTF_8);
    } else if (plain == byte[].class) {
      return readBytes(in);
    } else if (plain == Picture.class) {
      return new Picture(readBytes(in));
    } else if (plain == Duration.class) {
      return readDuration(in);
    } else if (plain == OptionalInt.class) {
      boolean present = readFlag(in);
      int number = in.getInt();
      return present ? OptionalInt.of(number) : OptionalInt.empty();
    } else if (plain == OptionalLong.class) {
      boolean present = readFlag(in);
      long number = in.getLong();
      return present ? OptionalLong.of(number) : OptionalLong.empty();
    } else if (plain.isEnum()) {
      return readConstant(plain, in);
    } else if (plain == OutputSpec.class) {
      return ((OutputOptions) readRecord(OutputOptions.class, in)).spec();
    } else {
      return readRecord(plain, in);
    }
  }

  private static boolean readFlag(ByteBuffer in) {
    int flag = in.get();
    if (flag != 0 && flag != 1) {
      throw new ProtocolException("a flag of " + flag);
    }
    return flag == 1;
  }

  private static Duration readDuration(ByteBuffer in) {
    long seconds = in.getLong();
    int nanos = in.getInt();
    if (Math.abs(seconds) > MOST_SECONDS || nanos < 0 || nanos > 999_999_999) {
      throw new ProtocolException("a duration of " + seconds + " s and " + nanos + " ns");
    }
    return Duration.ofSeconds(seconds, nanos);
  }

  private static Object readConstant(Class<?> type, ByteBuffer in) {
    Object[] constants = type.getEnumConstants();
    int position = in.get();
    if (position < 0 || position >= constants.length) {
      throw new ProtocolException("no " + type.getSimpleName() + ": " + position);
    }
    return constants[position];
  }

  private static byte[] readBytes(ByteBuffer in) {
    byte[] bytes = new byte[count(in)];
    in.get(bytes);
    return bytes;
  }

  private static int count(ByteBuffer in) {
    int count = in.getInt();
    if (count < 0 || count > in.remaining()) {
      throw new ProtocolException(count + " elements in " + in.remaining() + " bytes");
    }
    return count;
  }

  private static Object readGeneric(ParameterizedType type, ByteBuffer in) {
    Type[] arguments = type.getActualTypeArguments();
    Type raw = type.getRawType();
    if (raw == Optional.class) {
      return readFlag(in) ? Optional.of(read(arguments[0], in)) : Optional.empty();
    }
    int count = count(in);
    if (raw == Map.class) {
      Map<Object, Object> map = new HashMap<>();
      for (int i = 0; i < count; i++) {
        map.put(read(arguments[0], in), read(arguments[1], in));
      }
      return map;
    }
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(read(arguments[0], in));
    }
    return raw == List.class ? elements : new HashSet<>(elements);
  }

  private static Object readRecord(Class<?> type, ByteBuffer in) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = read(components[i].getGenericType(), in);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new ProtocolException("no " + type.getSimpleName() + ": " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no value of the protocol: " + type, e);
    }
  }

  private record ListType(Class<?> element) implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return new Type[] {element};
    }

    @Override
    public Type getRawType() {
      return List.class;
    }

    @Override
    public Type getOwnerType() {
      return List.class;
    }
  }
}
