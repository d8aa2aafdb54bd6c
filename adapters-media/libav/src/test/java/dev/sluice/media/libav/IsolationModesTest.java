package dev.sluice.media.libav;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.process.OddChild;
import dev.sluice.media.libav.process.Sandbox;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a child must do in weaker sandboxes, and with streams instead of shared memory. The contract
 * itself runs in the strongest one, with shared memory.
 */
class IsolationModesTest {
  private static final byte[] FILM = SharedTranscoder.FILM.bytes();
  private static final byte[] COPY = copied(new LibavTranscoder(), MemoryInput.of(FILM));

  private static ProcessSettings one() {
    return ProcessSettings.standard().children(1);
  }

  private static byte[] copied(Transcoder transcoder, MediaInput input) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(List.of(input), OutputSpec.DEFAULT, sink, StageMonitor.none());
    return sink.bytes();
  }

  @ParameterizedTest
  @EnumSource(names = {"NAMESPACES", "NONE"})
  void in_weaker_sandboxes_it_works(Sandbox sandbox) throws Exception {
    assumeAvailable(sandbox);
    try (ProcessTranscoder transcoder = new ProcessTranscoder(one().sandbox(sandbox))) {
      works(transcoder);

      // One that does not work is replaced.
      assertThat(transcoder.sandbox()).contains(sandbox);
    }
  }

  @ParameterizedTest
  @CsvSource({"NAMESPACES, no", "NONE, yes"})
  void a_child_connects_only_without_a_sandbox(Sandbox sandbox, String connects) throws Exception {
    assumeAvailable(sandbox);
    ProcessSettings odd = one().memory(32 << 20, 1L << 30).mainClass(OddChild.class.getName());
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ProcessTranscoder transcoder = new ProcessTranscoder(odd.sandbox(sandbox))) {
      byte[] question = ("F" + server.getLocalPort()).getBytes(US_ASCII);

      Map<String, String> reached =
          transcoder.probe(List.of(MemoryInput.of(question)), StageMonitor.none()).tags();

      assertThat(transcoder.sandbox()).contains(sandbox);
      assertThat(reached).containsEntry("connect", connects).containsEntry("write", "no");
    }
  }

  private static void assumeAvailable(Sandbox sandbox) throws Exception {
    if (sandbox == Sandbox.NAMESPACES) {
      String[] command = {"/bin/sh", "-c", "unshare --map-root-user --net true"};
      int code = new ProcessBuilder(command).start().waitFor();
      Assumptions.assumeTrue(code == 0, "not available here");
    }
  }

  @Test
  void without_shared_memory_it_works() {
    try (ProcessTranscoder transcoder = new ProcessTranscoder(one().withoutSharedMemory())) {
      works(transcoder);
    }
  }

  private static void works(ProcessTranscoder transcoder) {
    assertThat(copied(transcoder, MemoryInput.of(FILM))).isEqualTo(COPY);
    assertThat(copied(transcoder, MemoryInput.of(FILM).inPiecesOf(9_999).forwardOnly()))
        .isEqualTo(COPY);
    SluiceException cut = new SluiceException(FailureCode.SOURCE_CUT, "cut at the cable");
    assertThatThrownBy(
            () -> copied(transcoder, MemoryInput.of(FILM).failingAt(FILM.length / 2, cut)))
        .isSameAs(cut);
    assertThat(copied(transcoder, MemoryInput.of(FILM))).isEqualTo(COPY);
  }
}
