/** The bodies of answers. */
@NullMarked
package dev.sluice.http.api.wire;

import org.jspecify.annotations.NullMarked;
