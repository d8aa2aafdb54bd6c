package dev.sluice.core.port.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.core.port.media.MediaInput.Rendition;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MediaInputForwardingTest {
  private static final Map<String, Object> ANSWERS =
      Map.of(
          "size", OptionalLong.of(7),
          "seekable", true,
          "announcedType", Optional.of("video/mp4"),
          "duration", Optional.of(Duration.ofSeconds(5)),
          "longest", Optional.of(Duration.ofSeconds(6)),
          "inPieces", true,
          "pieceAt",
              Optional.of(new Piece(0, 1, Optional.empty(), Optional.empty(), Optional.empty())),
          "rendition", Optional.of(new Rendition(Optional.of("en"), Optional.empty(), Set.of())),
          "missing", List.of("The end is missing"),
          "read", 3);

  private static final Map<Class<?>, Object> ARGUMENTS =
      Map.of(long.class, 42L, ByteBuffer.class, ByteBuffer.allocate(1));

  static Stream<Method> every_call_is_forwarded() {
    return Arrays.stream(MediaInput.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()));
  }

  @ParameterizedTest
  @MethodSource
  void every_call_is_forwarded(Method method) throws ReflectiveOperationException {
    List<Object> calls = new ArrayList<>();
    MediaInput origin =
        (MediaInput)
            Proxy.newProxyInstance(
                MediaInput.class.getClassLoader(),
                new Class<?>[] {MediaInput.class},
                (proxy, called, arguments) -> {
                  calls.add(called.getName());
                  calls.addAll(arguments == null ? List.of() : List.of(arguments));
                  return ANSWERS.get(called.getName());
                });
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(ARGUMENTS::get).toArray(Object[]::new);

    Object answer = method.invoke(new MediaInput.Forwarding(origin) {}, arguments);

    assertThat(answer).isEqualTo(ANSWERS.get(method.getName())).isNotNull();
    List<Object> expected = new ArrayList<>(List.of(method.getName()));
    expected.addAll(List.of(arguments));
    assertThat(calls).isEqualTo(expected);
  }
}
