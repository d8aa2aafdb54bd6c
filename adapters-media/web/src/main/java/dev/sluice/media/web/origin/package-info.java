/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.web.origin;

import org.jspecify.annotations.NullMarked;
