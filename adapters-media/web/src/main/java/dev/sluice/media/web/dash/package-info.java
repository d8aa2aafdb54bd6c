/** MPEG-DASH (ISO/IEC 23009-1). */
@NullMarked
package dev.sluice.media.web.dash;

import org.jspecify.annotations.NullMarked;
