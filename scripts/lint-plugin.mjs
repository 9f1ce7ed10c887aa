/** Rules of this repository that the linter does not have. */

const hashPrivate = {
  meta: {
    type: 'suggestion',
    messages: { accessibility: 'Private is what begins with #; `{{word}}` is checked by nobody at run time.' },
  },
  create(context) {
    const check = (node) => {
      if (node.accessibility === 'private' || node.accessibility === 'protected')
        context.report({ node, messageId: 'accessibility', data: { word: node.accessibility } });
    };
    return {
      PropertyDefinition: check,
      MethodDefinition: check,
      AccessorProperty: check,
      TSParameterProperty: check,
      TSAbstractMethodDefinition: check,
      TSAbstractPropertyDefinition: check,
    };
  },
};

export default { meta: { name: 'gorl' }, rules: { 'hash-private': hashPrivate } };
