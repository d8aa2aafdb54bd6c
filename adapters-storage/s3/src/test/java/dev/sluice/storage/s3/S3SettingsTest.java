package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.S3Options.AddressingStyle;
import dev.sluice.core.tenant.S3Options.Encryption;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.credentials.S3Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3SettingsTest {
  @ParameterizedTest
  @CsvSource({
    "https://s3.eu-central-1.amazonaws.com, true",
    "http://127.0.0.1:9000, true",
    "http://localhost:9000, true",
    "http://[::1]:9000, true",
    "http://10.0.0.1:9000, false",
    "http://127.0.0.1.example.com, false",
    "http://store.example.com, false",
  })
  void bytes_go_unsigned_only_where_nobody_can_change_them(URI endpoint, boolean safe) {
    assertThat(settings(endpoint).wayIsSafe()).isEqualTo(safe);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://store.example.com",
        "store.example.com",
        "https:///nohost",
        "https://store.example.com/bucket",
        "https://store.example.com/?a=b",
        "https://user:password@store.example.com",
        "https://store.example.com:0",
        "https://store.example.com:65616",
        "https://bucket.s3.amazonaws.com",
        "https://bucket.s3.example.com",
      })
  void what_is_no_endpoint_is_refused(URI endpoint) {
    assertThatThrownBy(() -> settings(endpoint)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP://Store.Example.com, us-east-1, bucket",
    "https://s3.amazonaws.com, eu-central-1, my.bucket-1",
    "https://s3.eu-central-1.amazonaws.com, us-east-1, abc",
    "https://s3.dualstack.eu-west-1.amazonaws.com, eu-west-1, abc",
    "https://s3-fips.us-east-1.amazonaws.com, us-east-1, abc",
    "https://s3-accelerate.amazonaws.com, us-east-1, abc",
    "https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com, us-east-1, films",
    "https://s3.cn-north-1.amazonaws.com.cn, cn-north-1, abc",
    "https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com, auto, abc",
    "http://store:65535, A_1, 1.2.3",
    "http://[::1]:1, x, 123456789012345678901234567890123456789012345678901234567890123",
  })
  void what_is_taken_is_also_taken_by_the_client(URI endpoint, String region, String bucket) {
    S3Settings settings = S3Settings.of(endpoint, region, bucket, "AKID", Secret.of("a-secret"));

    boolean isAddress = settings.endpoint().getHost().startsWith("[");
    for (AddressingStyle style : AddressingStyle.values()) {
      if (isAddress && style == AddressingStyle.VIRTUAL) {
        continue;
      }
      try (S3ArtifactStore store =
          S3ArtifactStore.in(settings.toBuilder().addressing(style).build(), UUID::randomUUID)) {
        assertThat(store.link(ObjectPath.of("a/b.mp4"), Duration.ofHours(1))).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://s3.eu-central-1.amazonaws.com, AUTO, https://films.s3.eu-central-1.amazonaws.com/a",
    "https://s3.amazonaws.com, AUTO, https://films.s3.us-east-1.amazonaws.com/a",
    "https://s3.amazonaws.com, PATH, https://s3.us-east-1.amazonaws.com/films/a",
    "https://s3.cn-north-1.amazonaws.com.cn, AUTO, https://films.s3.cn-north-1.amazonaws.com.cn/a",
    "https://oss-cn-hangzhou.aliyuncs.com, AUTO, https://films.oss-cn-hangzhou.aliyuncs.com/a",
    "https://cos.ap-guangzhou.myqcloud.com, AUTO, https://films.cos.ap-guangzhou.myqcloud.com/a",
    "https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com, AUTO,"
        + " https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com/films/a",
    "https://storage.googleapis.com, AUTO, https://storage.googleapis.com/films/a",
    "https://minio.example:9000, AUTO, https://minio.example:9000/films/a",
    "https://minio.example:9000, VIRTUAL, https://films.minio.example:9000/a",
    "https://notamazonaws.com, AUTO, https://notamazonaws.com/films/a",
    "http://127.0.0.1:9000, AUTO, http://127.0.0.1:9000/films/a",
  })
  void the_bucket_is_in_the_path_unless_the_store_wants_it_in_the_host(
      URI endpoint, AddressingStyle style, String expected) {
    S3Settings settings =
        S3Settings.builder(endpoint, "films", S3Credentials.keys("AKID", Secret.of("a-secret")))
            .addressing(style)
            .build();

    assertThat(link(settings)).startsWith(expected + "?");
  }

  @ParameterizedTest
  @CsvSource({
    "https://cdn.example, https://cdn.example/films/a",
    "https://s3.us-east-1.amazonaws.com, https://films.s3.us-east-1.amazonaws.com/a",
  })
  void links_are_signed_for_the_public_endpoint(URI publicEndpoint, String expected) {
    S3Settings settings =
        S3Settings.of(URI.create("http://minio:9000"), "us-east-1", "films", "AKID", Secret.of("x"))
            .toBuilder()
            .publicEndpoint(publicEndpoint)
            .build();

    assertThat(link(settings)).startsWith(expected + "?").contains("X-Amz-SignedHeaders=host");
    assertThatThrownBy(() -> settings.toBuilder().publicEndpoint(URI.create("ftp://x")).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String link(S3Settings settings) {
    try (S3ArtifactStore store = S3ArtifactStore.in(settings, UUID::randomUUID)) {
      return store.link(ObjectPath.of("a"), Duration.ofHours(1)).toString();
    }
  }

  @Test
  void an_encryption_is_one_that_s3_knows() {
    assertThatThrownBy(() -> new Encryption("AES128", Optional.empty()))
        .hasMessage("expected AES256 or aws:kms");
    assertThatThrownBy(() -> new Encryption("AES256", Optional.of("key")))
        .hasMessageContaining("only aws:kms");
    assertThatThrownBy(() -> Encryption.kms("two words")).hasMessageContaining("KMS key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bad_Bucket",
        "UPPER",
        "1234567890123456789012345678901234567890123456789012345678901234",
        "192.168.0.1",
        "a..b",
        "a.-b",
        "ab",
      })
  void what_is_no_bucket_is_refused(String bucket) {
    assertThatThrownBy(
            () ->
                S3Settings.of(
                    URI.create("https://store.example.com"),
                    "us-east-1",
                    bucket,
                    "AKID",
                    Secret.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The bucket's name must");
  }

  @Test
  void the_rest_is_checked_too() {
    S3Settings settings = settings(URI.create("https://store.example.com"));

    for (String address : new String[] {"http://127.0.0.1:9000", "http://[::1]:9000"}) {
      S3Settings at = settings(URI.create(address));
      assertThatThrownBy(() -> at.toBuilder().addressing(AddressingStyle.VIRTUAL).build())
          .hasMessageContaining("needs path style");
    }
    assertThatThrownBy(() -> settings.toBuilder().prefix("/a").build())
        .hasMessageContaining("slash");
    assertThatThrownBy(() -> settings.toBuilder().patience(Duration.ZERO).build())
        .hasMessageContaining("patience");
    assertThatThrownBy(
            () -> S3Settings.of(settings.endpoint(), "us-east-1", " ", "AKID", Secret.of("x")))
        .hasMessageContaining("bucket");
  }

  @Test
  void the_secret_is_not_shown() {
    assertThat(settings(URI.create("https://store.example.com")).toString())
        .doesNotContain("a-secret")
        .contains("***");
  }

  private static S3Settings settings(URI endpoint) {
    return S3Settings.of(endpoint, "eu-central-1", "bucket", "AKID", Secret.of("a-secret"));
  }
}
