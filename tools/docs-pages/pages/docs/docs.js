import 'swagger-ui-dist/swagger-ui.css';
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';

SwaggerUI({
  dom_id: '#swagger-ui',
  url: '/api/openapi.json',
  deepLinking: true,
  displayRequestDuration: true,
  // The default sends the document to a validator on the internet.
  validatorUrl: null,
});
