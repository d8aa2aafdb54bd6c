/** Requests: immutable, and with fields that are valid by construction. */
@NullMarked
package dev.sluice.core.request;

import org.jspecify.annotations.NullMarked;
