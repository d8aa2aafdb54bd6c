/** Requests: immutable, and valid by construction. */
@NullMarked
package dev.sluice.core.request;

import org.jspecify.annotations.NullMarked;
