package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import dev.sluice.testkit.contract.SecretBoxContract;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class AesSecretBoxTest extends SecretBoxContract {
  private static final Secret OLD = Secret.of("00".repeat(32));
  private static final Secret NEW = Secret.of("ab".repeat(32));
  private static final SecureRandom RANDOM = new SecureRandom();

  private final AesSecretBox box = AesSecretBox.of(List.of(OLD), RANDOM);

  @Override
  protected SecretBox box() {
    return box;
  }

  /** Texts that were sealed once: they must stay readable. */
  @Test
  void a_text_of_the_first_version_can_be_opened() {
    String sealed = "sealed.1.66687aad.AAAAAAAAAAAAAAAAuc8zWC7tHs_mpf1WEUXarmAGtBTL";

    assertThat(box.open(sealed, "webhook:one")).isEqualTo(Secret.of("whsec"));
  }

  @Test
  void the_first_key_seals_and_all_of_them_open() {
    String sealed = box.seal(Secret.of("x"), "c");
    AesSecretBox rotated = AesSecretBox.of(List.of(NEW, OLD), RANDOM);

    assertThat(rotated.open(sealed, "c")).isEqualTo(Secret.of("x"));
    assertThat(rotated.isUpToDate(sealed)).isFalse();
    assertThat(AesSecretBox.of(List.of(NEW), RANDOM).open(rotated.seal(Secret.of("y"), "c"), "c"))
        .isEqualTo(Secret.of("y"));
  }

  @Test
  void a_wrong_key_is_reported_with_both_keys_names_and_what_to_do() {
    String sealed = box.seal(Secret.of("x"), "c");
    AesSecretBox other = AesSecretBox.of(List.of(NEW), RANDOM);

    assertThatThrownBy(() -> other.open(sealed, "c"))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.SECRET_UNREADABLE))
        .hasMessageContaining("sealed with the encryption key 66687aad")
        .hasMessageContaining("set encryption-key")
        .hasMessageNotContaining(NEW.reveal());
  }

  @Test
  void it_knows_of_earlier_keys() {
    assertThat(AesSecretBox.of(List.of(NEW), RANDOM).hasEarlierKeys()).isFalse();
    assertThat(AesSecretBox.of(List.of(NEW, NEW), RANDOM).hasEarlierKeys()).isFalse();
    assertThat(AesSecretBox.of(List.of(NEW, Secret.of("77".repeat(32))), RANDOM).hasEarlierKeys())
        .isTrue();
  }

  @Test
  void a_key_of_another_length_is_none() {
    assertThatThrownBy(() -> AesSecretBox.of(List.of(Secret.of("00".repeat(16))), RANDOM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an encryption key has 32 bytes");
    assertThatThrownBy(() -> AesSecretBox.of(List.of(), RANDOM))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
