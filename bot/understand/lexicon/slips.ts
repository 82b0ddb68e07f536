/** 说错了, 记串, 打岔了: how one says that what one just said was a slip. */
export const SLIPPED = '[说写记打讲报弄搞看听想念认叫输](?:错|混|串|岔|反|差|劈叉)了?';
