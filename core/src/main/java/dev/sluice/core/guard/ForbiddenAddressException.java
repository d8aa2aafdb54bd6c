package dev.sluice.core.guard;

import java.net.UnknownHostException;

/**
 * The guard said no. An {@link UnknownHostException} since that is what a resolver may throw; it
 * tells the host and not the address, so that nobody learns what a private name leads to.
 */
public final class ForbiddenAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  public ForbiddenAddressException(String host) {
    super(host);
  }

  /**
   * What whoever asked is told.
   *
   * @param host as they named it
   */
  public String sentence(String host) {
    return ("The host %s leads to a private or reserved address, which is not permitted; whoever"
            + " runs this can permit its network with the setting allow-networks")
        .formatted(host);
  }
}
