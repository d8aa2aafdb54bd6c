/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.web.dash;

import org.jspecify.annotations.NullMarked;
