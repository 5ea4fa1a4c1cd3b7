// Takes a customer from draft to review: go run client.go customer.go
package main

func main() {
	const asJSON = "application/json"
	must(call("GET", "/api/v1/reference/countries", nil, ""))
	industries := must(call("GET", "/api/v1/reference/industries", nil, ""))
	industry := industries["items"].([]any)[0].(object)["id"].(string)
	customer := must(call("POST", "/api/v1/customers", []byte(`{
		"companyName": "Müller & Söhne GmbH",
		"registrationNumber": "HRB 12345",
		"countryOfIncorporationId": "DE",
		"businessIndustryId": "`+industry+`",
		"documentIds": [],
		"persons": [{
			"firstName": "Ada",
			"lastName": "Müller",
			"roles": ["UBO"],
			"nationality": "DE",
			"dateOfBirth": "1980-05-17",
			"documentIds": []
		}],
		"draft": true
	}`), asJSON))
	uri := "/api/v1/customers/" + customer["id"].(string)
	must(call("GET", "/api/v1/customers?limit=5&status=DRAFT", nil, ""))
	must(call("GET", uri, nil, ""))
	must(call("PATCH", uri, []byte(`{"city": "Berlin"}`), asJSON))
	must(call("POST", uri+"/submit", nil, ""))
}
