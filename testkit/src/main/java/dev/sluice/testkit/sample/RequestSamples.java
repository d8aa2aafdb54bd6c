package dev.sluice.testkit.sample;

import dev.sluice.core.request.Clip;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.core.request.WebhookTarget;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Random requests for tests. Each method of a builder sets one option, so the samples have a value
 * for an option as soon as it exists. The same seed gives the same requests. Not thread-safe.
 */
public final class RequestSamples {
  private static final int MOST_DRAWS = 100;

  private final Random random;
  private final Map<Class<?>, Supplier<?>> values = new HashMap<>();

  public RequestSamples(Random random) {
    this.random = random;
    values.put(boolean.class, random::nextBoolean);
    values.put(int.class, () -> random.nextInt(21) - 10);
    values.put(String.class, () -> oneOf(JobSamples.TEXTS));
    values.put(Instant.class, () -> JobSamples.START.plusSeconds(random.nextInt(1 << 30)));
    values.put(Duration.class, () -> Duration.ofSeconds(1 + random.nextInt(600_000)));
    values.put(SourceUrl.class, () -> SourceUrl.parse(oneOf(JobSamples.URLS)));
    values.put(WebhookTarget.class, () -> WebhookTarget.parse(oneOf(JobSamples.URLS)));
    values.put(FileName.class, () -> FileName.chosen("Název (2) – 日本語 🎬"));
    values.put(Folder.class, () -> new Folder("talks/2026/Ž'ižkov"));
    values.put(LanguageChoice.class, () -> LanguageChoice.parse(oneOf(List.of("en", "pt-BR,zh"))));
    values.put(
        MaxResolution.class,
        () -> MaxResolution.parse(oneOf(List.of("2160p", "1080", "240p", "lowest"))).orElseThrow());
    values.put(VideoQuality.class, () -> new VideoQuality(random.nextInt(52)));
    values.put(Clip.class, this::clip);
    values.put(LiveRecording.class, this::recording);
    values.put(OutputSpec.class, this::output);
  }

  /** Returns a random request: each option has its default or another value. */
  public JobRequest any() {
    return drawn(JobRequest.builder(oneOf(JobSamples.URLS))).build();
  }

  /** Returns a random output: each option has its default or another value. */
  public OutputSpec output() {
    return drawn(OutputSpec.builder()).build();
  }

  /** Returns the methods of a builder that set an option, in a fixed order. */
  public static List<Method> setters(Class<?> builder) {
    Map<String, Method> setters = new HashMap<>();
    Stream.of(builder.getDeclaredMethods())
        .filter(method -> method.getReturnType() == builder && method.getParameterCount() == 1)
        .forEach(method -> setters.merge(method.getName(), method, RequestSamples::typed));
    return setters.values().stream().sorted(Comparator.comparing(Method::getName)).toList();
  }

  // Of two methods for one option, the one that takes no text.
  private static Method typed(Method one, Method other) {
    return one.getParameterTypes()[0] == String.class ? other : one;
  }

  /** Sets an option of a builder to a random value. */
  public void set(Object builder, Method setter) {
    for (int draw = 0; ; draw++) {
      try {
        setter.invoke(builder, value(setter.getParameterTypes()[0]));
        return;
      } catch (InvocationTargetException e) {
        // A text may be too long for its option.
        if (!(e.getCause() instanceof IllegalArgumentException) || draw == MOST_DRAWS) {
          throw new IllegalStateException(e.getCause());
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private <B> B drawn(B builder) {
    setters(builder.getClass()).stream()
        .filter(setter -> random.nextBoolean())
        .forEach(setter -> set(builder, setter));
    return builder;
  }

  private Object value(Class<?> type) {
    if (type.isEnum()) {
      return oneOf(Arrays.asList(type.getEnumConstants()));
    }
    Supplier<?> supplier = values.get(type);
    if (supplier == null) {
      throw new IllegalStateException("RequestSamples has no values of " + type);
    }
    return supplier.get();
  }

  private LiveRecording recording() {
    LiveRecording recording = LiveRecording.untilItsEnd();
    recording = random.nextBoolean() ? recording.fromItsStart() : recording;
    recording = random.nextBoolean() ? recording.waiting() : recording;
    recording = random.nextBoolean() ? recording.keepingPartial() : recording;
    return random.nextBoolean()
        ? recording.withMost(Duration.ofSeconds(1 + random.nextInt(600_000)))
        : recording;
  }

  private Clip clip() {
    Clip.Timecode from = new Clip.Timecode(Duration.ofMillis(random.nextInt(1 << 30)));
    Clip.Timecode to = new Clip.Timecode(from.offset().plusMillis(1 + random.nextInt(1 << 30)));
    return switch (random.nextInt(3)) {
      case 0 -> new Clip(Optional.of(from), Optional.of(to));
      case 1 -> new Clip(Optional.of(from), Optional.empty());
      default -> new Clip(Optional.empty(), Optional.of(to));
    };
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
