package dev.sluice.http.api.request;

import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.RequestField;
import dev.sluice.http.api.json.JsonFields;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@link JobFields}: an option of a job, its name and type on the wire, how it is read,
 * and how a job shows it.
 *
 * @param field the core's name for the option; null where no rule of core is about it
 * @param shown returns the value that a job shows, or an Optional of it; null where no job shows it
 */
record JobField(
    @Nullable RequestField field,
    String name,
    Type type,
    Reader reader,
    @Nullable Function<JobRequest, Object> shown) {

  /** The JSON type of a field's value. */
  enum Type {
    STRING,
    BOOLEAN,
    INTEGER,
    OBJECT
  }

  /** Reads the field of this name, if it is there, into the command that was read so far. */
  @FunctionalInterface
  interface Reader {
    JobCommand read(JsonFields fields, String name, JobCommand before);
  }

  /**
   * A text.
   *
   * @param parse throws an IllegalArgumentException with a sentence for a text that makes no sense
   * @param set the same, for a value that does not fit the fields before it
   */
  static <V> JobField text(
      @Nullable RequestField field,
      String name,
      Function<String, V> parse,
      BiFunction<JobCommand, V, JobCommand> set) {
    Reader reader =
        reading(JsonFields::text, (before, text) -> set.apply(before, parse.apply(text)));
    return new JobField(field, name, Type.STRING, reader, null);
  }

  /** A text that is one of a few names. */
  static <E> JobField oneOf(
      @Nullable RequestField field,
      String name,
      E[] constants,
      Function<String, Optional<E>> named,
      BiFunction<JobCommand, E, JobCommand> set) {
    String names = Arrays.stream(constants).map(Object::toString).collect(Collectors.joining(", "));
    return text(
        field,
        name,
        text ->
            named
                .apply(text)
                .orElseThrow(() -> new IllegalArgumentException(name + " must be one of " + names)),
        set);
  }

  /** A boolean. */
  static JobField flag(
      @Nullable RequestField field, String name, BiFunction<JobCommand, Boolean, JobCommand> set) {
    return new JobField(field, name, Type.BOOLEAN, reading(JsonFields::flag, set), null);
  }

  /** A whole number. */
  static JobField integer(
      @Nullable RequestField field, String name, BiFunction<JobCommand, Integer, JobCommand> set) {
    return new JobField(field, name, Type.INTEGER, reading(JsonFields::integer, set), null);
  }

  /** An object. */
  static <V> JobField object(
      RequestField field,
      String name,
      Function<JsonFields, Optional<V>> parse,
      BiFunction<JobCommand, V, JobCommand> set) {
    Reader reader =
        (fields, member, before) ->
            fields
                .nested(member)
                .flatMap(parse)
                .map(value -> set.apply(before, value))
                .orElse(before);
    return new JobField(field, name, Type.OBJECT, reader, null);
  }

  private static <R> Reader reading(
      BiFunction<JsonFields, String, Optional<R>> raw, BiFunction<JobCommand, R, JobCommand> set) {
    return (fields, name, before) ->
        raw.apply(fields, name)
            .flatMap(value -> fields.tried(name, value, given -> set.apply(before, given)))
            .orElse(before);
  }

  /** Returns the same field, which a request must have. */
  JobField required() {
    Reader optional = reader;
    Reader required =
        (fields, member, before) -> {
          if (!fields.has(member)) {
            fields.violate(member, member + " is required");
          }
          return optional.read(fields, member, before);
        };
    return new JobField(field, name, type, required, shown);
  }

  /** Returns the same field, which a job shows. */
  JobField shownAs(Function<JobRequest, Object> value) {
    return new JobField(field, name, type, reader, value);
  }

  JobCommand read(JsonFields fields, JobCommand before) {
    return reader.read(fields, name, before);
  }
}
