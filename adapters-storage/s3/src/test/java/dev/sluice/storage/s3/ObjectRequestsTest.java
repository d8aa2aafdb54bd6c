package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.tenant.S3Options.Checksums;
import dev.sluice.core.tenant.S3Options.Encryption;
import dev.sluice.core.tenant.Secret;
import io.minio.Http;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Parts of requests whose absence a lenient store would not notice. */
class ObjectRequestsTest {
  private final PartBytes bytes =
      new PartBytes(new ChunkPool(HeapBudget.OF_PROCESS.open()), PartSizes.USUAL.unknown());

  ObjectRequestsTest() {
    bytes.fill(ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void an_upload_in_parts_says_what_it_becomes_and_how_its_parts_are_checked() {
    Http.Headers headers = requests("http://127.0.0.1:9000").begin(Checksums.CRC32C).headers();

    assertThat(headers.getFirst("Content-Type")).isEqualTo("video/mp4");
    assertThat(headers.getFirst(ObjectRequests.MARK)).isEqualTo("mark");
    assertThat(headers.getFirst("x-amz-checksum-algorithm")).isEqualTo("CRC32C");
  }

  @Test
  void all_bytes_carry_a_checksum_that_the_store_can_compare() {
    ObjectRequests requests = requests("http://127.0.0.1:9000");

    for (Http.Headers headers :
        List.of(
            requests.part("id", 1, bytes, Checksums.CRC32C).headers(),
            requests.put(bytes, IfExists.REPLACE, Checksums.CRC32C).headers())) {
      // The check value that CRC catalogues give for "123456789" in CRC-32C.
      assertThat(headers.getFirst("x-amz-checksum-crc32c")).isEqualTo("4waSgw==");
      assertThat(headers.getFirst("x-amz-sdk-checksum-algorithm")).isEqualTo("CRC32C");
    }
  }

  @Test
  void the_header_of_the_checksum_is_chosen() {
    ObjectRequests requests = requests("http://127.0.0.1:9000");

    Http.Headers md5 = requests.part("id", 1, bytes, Checksums.MD5).headers();
    assertThat(md5.getFirst("Content-MD5")).isEqualTo("JfnnlDI7RTiF9RgfG2JNCw==");
    assertThat(md5.toString().toLowerCase(Locale.ROOT)).doesNotContain("crc32c");

    for (Http.Headers none :
        List.of(
            requests.begin(Checksums.NONE).headers(),
            requests.part("id", 1, bytes, Checksums.NONE).headers(),
            requests.put(bytes, IfExists.REPLACE, Checksums.NONE).headers())) {
      assertThat(none.toString().toLowerCase(Locale.ROOT)).doesNotContain("crc32c", "md5");
    }
  }

  @Test
  void an_object_says_how_the_store_encrypts_it_and_its_parts_do_not() {
    ObjectRequests requests = encrypted(Encryption.kms("alias/films"));

    for (Http.Headers headers :
        List.of(
            requests.begin(Checksums.CRC32C).headers(),
            requests.put(bytes, IfExists.REPLACE, Checksums.CRC32C).headers())) {
      assertThat(headers.getFirst("x-amz-server-side-encryption")).isEqualTo("aws:kms");
      assertThat(headers.getFirst("x-amz-server-side-encryption-aws-kms-key-id"))
          .isEqualTo("alias/films");
    }
    // AWS rejects the header there.
    assertThat(requests.part("id", 1, bytes, Checksums.CRC32C).headers().toString())
        .doesNotContain("Encryption");
    assertThat(encrypted(Encryption.SSE_S3).begin(Checksums.CRC32C).headers().toString())
        .contains("X-Amz-Server-Side-Encryption=[AES256]")
        .doesNotContain("Kms");
  }

  private static ObjectRequests encrypted(Encryption encryption) {
    ObjectRequests plain = requests("http://127.0.0.1:9000");
    return new ObjectRequests(
        plain.settings().toBuilder().encryption(encryption).build(),
        plain.key(),
        plain.type(),
        plain.mark());
  }

  @Test
  void the_signature_covers_the_bytes_unless_the_way_is_safe() {
    assertThat(hash("http://127.0.0.1:9000")).isEqualTo("UNSIGNED-PAYLOAD");
    assertThat(hash("https://storage.test")).isEqualTo("UNSIGNED-PAYLOAD");
    assertThat(hash("http://storage.test")).isEqualTo(bytes.sha256());
  }

  private String hash(String endpoint) {
    return requests(endpoint)
        .part("id", 1, bytes, Checksums.CRC32C)
        .headers()
        .getFirst("x-amz-content-sha256");
  }

  private static ObjectRequests requests(String endpoint) {
    S3Settings settings =
        S3Settings.of(URI.create(endpoint), "us-east-1", "films", "AKID", Secret.of("secret"));
    return new ObjectRequests(settings, "videos/talk.mp4", new ContentType("video/mp4"), "mark");
  }
}
