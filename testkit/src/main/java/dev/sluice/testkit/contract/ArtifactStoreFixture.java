package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The parts of {@link ArtifactStoreContract} that an adapter's test provides, and its helpers. */
abstract class ArtifactStoreFixture {
  /** One mebibyte. */
  protected static final int MB = 1 << 20;

  private static final ContentType VIDEO = new ContentType("video/mp4");

  /** Returns the store under test: the same one within a test. */
  protected abstract ArtifactStore store();

  /** Returns the paths of all visible objects. */
  protected abstract Set<String> names();

  /** Returns the object's bytes, read without the store, as another program would. */
  protected abstract byte[] read(String path);

  /** Returns unfinished objects, such as part files and multipart uploads. */
  protected abstract List<String> unfinished();

  /** Whether {@link ArtifactStore#link} gives links that answer by HTTP in this test. */
  protected boolean linksAreServed() {
    return false;
  }

  /**
   * Lets this much time pass for links, or returns false if the test does not control the clock.
   */
  protected boolean passTime(Duration time) {
    return false;
  }

  /** Returns a size in bytes that the store sends in several parts. */
  protected int severalParts() {
    return 3 * MB;
  }

  /** Prepares the store, before each test. */
  protected void open() throws Exception {}

  /** Releases what {@link #open} made, after each test and its checks. */
  protected void close() throws Exception {}

  @BeforeEach
  final void the_table_is_clean_before() throws Exception {
    open();
    assertThat(names()).as("left by the test before").isEmpty();
    assertThat(unfinished()).as("left by the test before").isEmpty();
  }

  /** Checks that no test leaves an unfinished sink behind. */
  @AfterEach
  final void the_table_is_clean_afterwards() throws Exception {
    try {
      assertThat(unfinished()).as("left unfinished").isEmpty();
      names().forEach(name -> store().delete(ObjectPath.of(name)));
      assertThat(names()).as("not deleted").isEmpty();
    } finally {
      close();
    }
  }

  /** Stores an object under this path, replacing an older one, and returns its size. */
  protected long put(String path, byte[] bytes) {
    try (ArtifactSink sink = create(path)) {
      sink.begin(0);
      write(sink, bytes);
      return sink.commit();
    }
  }

  protected ArtifactSink create(String path) {
    return create(path, IfExists.REPLACE);
  }

  protected ArtifactSink create(String path, IfExists ifExists) {
    return create(path, ifExists, StageMonitor.none());
  }

  protected ArtifactSink create(String path, IfExists ifExists, StageMonitor monitor) {
    return store().create(ObjectPath.of(path), VIDEO, ifExists, monitor);
  }

  /** Writes in pieces of odd sizes, as muxers do. */
  protected static void write(ArtifactSink sink, byte[] bytes) {
    int position = 0;
    for (int piece = 1; position < bytes.length; piece = Math.min(piece * 3, 400_003)) {
      int length = Math.min(piece, bytes.length - position);
      sink.write(ByteBuffer.wrap(bytes, position, length));
      position += length;
    }
  }

  /** Returns pseudo-random bytes; other seeds give other bytes. */
  protected static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    long state = 0x9E3779B97F4A7C15L * (seed + 1_000_003L);
    for (int i = 0; i < length; i++) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      bytes[i] = (byte) state;
    }
    return bytes;
  }

  /** Asserts that the call fails with this code and with a sentence without internals. */
  protected static void assertFailsWith(FailureCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              assertThat(e.getMessage())
                  .doesNotContain("Exception")
                  .doesNotContainIgnoringCase("signature=")
                  .endsWith(".");
            });
  }

  protected static HttpResponse<byte[]> fetch(URI link) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
