/** npm `benchmark` finds what it needs among a page's globals. */
import lodash from 'lodash';
import platform from 'platform';

Object.assign(globalThis, { _: lodash, platform });
