package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each option takes part in copies and in equality: a new one that is forgotten there is lost. */
class JobRequestTest {
  private static final JobRequest DEFAULTS = JobRequest.of("https://media.example/a.mp4");

  /** Differs from the defaults in every option. */
  private static final JobRequest SAMPLE =
      JobRequest.builder("https://media.example/b.mp4")
          .output(OutputSpec.DEFAULT.withContainer(Container.MKV))
          .filename("name")
          .folder("folder")
          .webhook("https://hooks.example/x")
          .overwrite(true)
          .priority(3)
          .progressWebhook(true)
          .subtitles(SubtitleChoice.FIRST)
          .thumbnail(true)
          .live(LiveRecording.untilItsEnd())
          .build();

  static Stream<String> options() {
    return Arrays.stream(JobRequest.class.getDeclaredFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .map(Field::getName);
  }

  @ParameterizedTest
  @MethodSource("options")
  void the_sample_differs_in_each_option(String option) throws Exception {
    assertThat(value(JobRequest.class, SAMPLE, option))
        .isNotEqualTo(value(JobRequest.class, DEFAULTS, option))
        .isNotEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("options")
  void a_copy_keeps_each_option(String option) throws Exception {
    JobRequest copy = SAMPLE.toBuilder().build();

    assertThat(value(JobRequest.class, copy, option))
        .isEqualTo(value(JobRequest.class, SAMPLE, option));
  }

  @ParameterizedTest
  @MethodSource("options")
  void requests_that_differ_in_one_option_are_not_equal(String option) throws Exception {
    JobRequest.Builder builder = DEFAULTS.toBuilder();
    Field field = JobRequest.Builder.class.getDeclaredField(option);
    field.setAccessible(true);
    field.set(builder, value(JobRequest.class, SAMPLE, option));

    assertThat(builder.build()).isNotEqualTo(DEFAULTS);
  }

  private static Object value(Class<?> type, Object of, String option) throws Exception {
    Field field = type.getDeclaredField(option);
    field.setAccessible(true);
    return field.get(of);
  }
}
