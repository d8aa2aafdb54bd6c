package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.sample.RequestSamples;
import java.lang.reflect.Method;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each option of the builders takes part in copies and in equality. */
class RequestOptionsTest {
  private static final JobRequest REQUEST = JobRequest.of("https://media.example/default.mp4");

  private final RequestSamples samples = new RequestSamples(new Random(7));

  static Stream<Method> outputOptions() {
    return RequestSamples.setters(OutputSpec.Builder.class).stream();
  }

  static Stream<Method> requestOptions() {
    return RequestSamples.setters(JobRequest.Builder.class).stream();
  }

  @ParameterizedTest
  @MethodSource("outputOptions")
  void an_option_of_the_output_is_kept_and_compared(Method option) throws Exception {
    OutputSpec changed = OutputSpec.DEFAULT;
    while (value(changed, option).equals(value(OutputSpec.DEFAULT, option))) {
      OutputSpec.Builder builder = OutputSpec.builder();
      samples.set(builder, option);
      changed = builder.build();
    }

    assertThat(changed).isNotEqualTo(OutputSpec.DEFAULT).isEqualTo(changed.toBuilder().build());
    assertThat(value(changed.toBuilder().build(), option)).isEqualTo(value(changed, option));
  }

  @ParameterizedTest
  @MethodSource("requestOptions")
  void an_option_of_the_request_is_kept_and_compared(Method option) throws Exception {
    JobRequest changed = REQUEST;
    while (value(changed, option).equals(value(REQUEST, option))) {
      JobRequest.Builder builder = REQUEST.toBuilder();
      samples.set(builder, option);
      changed = builder.build();
    }

    assertThat(changed).isNotEqualTo(REQUEST).isEqualTo(changed.toBuilder().build());
    assertThat(value(changed.toBuilder().build(), option)).isEqualTo(value(changed, option));
  }

  private static Object value(Object of, Method option) throws ReflectiveOperationException {
    return of.getClass().getMethod(option.getName()).invoke(of);
  }
}
